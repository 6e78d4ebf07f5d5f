using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>Where random numbers come from.</content>
internal static unsafe partial class CRuntime
{
    /// <summary>Asks the system for 64 random bits. On Linux that takes no descriptor and no waiting.</summary>
    /// <returns>False if it has none to give: early at its start, or where a sandbox forbids the call.</returns>
    public static bool TryRandom(out ulong random)
    {
        const uint nonBlocking = 1; // GRND_NONBLOCK
        if (OperatingSystem.IsLinux())
        {
            ulong bits = 0;
            bool isFilled = Unix.Getrandom(&bits, sizeof(ulong), nonBlocking) == sizeof(ulong);
            random = bits;
            return isFilled;
        }

        // A version 4 GUID is 122 random bits; this needs no cryptography library in the image.
        Guid guid = Guid.NewGuid();
        ReadOnlySpan<ulong> halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref guid, 1));
        random = halves[0] ^ ulong.RotateLeft(halves[1], 23);
        return true;
    }

    /// <summary>64 of the random bits that the kernel hands to each program as it starts; 0 where there are none.</summary>
    public static ulong ProgramRandom()
    {
        const nuint atRandom = 25; // AT_RANDOM: the address of 16 bytes
        ulong* bits = OperatingSystem.IsLinux() ? (ulong*)Unix.Getauxval(atRandom) : null;
        return bits == null ? 0 : bits[0] ^ ulong.RotateLeft(bits[1], 23);
    }

    internal static partial class Unix
    {
        [LibraryImport(Library, EntryPoint = "getrandom")]
        public static partial nint Getrandom(void* bytes, nuint count, uint flags);

        [LibraryImport(Library, EntryPoint = "getauxval")]
        public static partial nuint Getauxval(nuint type);
    }
}
