using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>Sources of random numbers.</content>
internal static partial class CRuntime
{
    /// <summary>Asks the system for 64 random bits. On Linux this opens no file descriptor and never blocks.</summary>
    /// <param name="random">The random bits; meaningless on failure.</param>
    /// <returns>False if the system has none: early after boot, or where a sandbox forbids the call.</returns>
    // SAFETY: getrandom writes at most sizeof(ulong) bytes, to a local variable of that size.
    public static unsafe bool TryRandom(out ulong random)
    {
        const uint nonBlocking = 1; // GRND_NONBLOCK
        if (OperatingSystem.IsLinux())
        {
            ulong bits = 0;
            bool isFilled = Unix.Getrandom(&bits, sizeof(ulong), nonBlocking) == sizeof(ulong);
            random = bits;
            return isFilled;
        }

        // A version 4 GUID has 122 random bits, and making one links no cryptography library in.
        Guid guid = Guid.NewGuid();
        ReadOnlySpan<ulong> halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref guid, 1));
        random = halves[0] ^ ulong.RotateLeft(halves[1], 23);
        return true;
    }

    /// <summary>Returns 64 of the random bits that the Linux kernel passes to every program at its start; 0 where there are none.</summary>
    // SAFETY: the kernel's 16 bytes stay mapped as long as the process lives.
    public static unsafe ulong ProgramRandom()
    {
        const nuint atRandom = 25; // AT_RANDOM: the address of 16 random bytes
        ulong* bits = OperatingSystem.IsLinux() ? (ulong*)Unix.Getauxval(atRandom) : null;
        return bits == null ? 0 : bits[0] ^ ulong.RotateLeft(bits[1], 23);
    }

    internal static partial class Unix
    {
        [LibraryImport(Library, EntryPoint = "getrandom")]
        public static unsafe partial nint Getrandom(void* bytes, nuint count, uint flags);

        [LibraryImport(Library, EntryPoint = "getauxval")]
        public static partial nuint Getauxval(nuint type);
    }
}
