using System.Runtime.InteropServices;

namespace FfiOwnership.Memory;

/// <summary>Random numbers that differ from one loaded copy of the library to the next.</summary>
internal static class SecretKey
{
    /// <summary>64 bits, at least 58 of them random.</summary>
    public static ulong New()
    {
        // A version 4 GUID is 122 random bits from the system; this needs no cryptography library in the image.
        Guid random = Guid.NewGuid();
        ReadOnlySpan<ulong> halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref random, 1));
        return halves[0] ^ ulong.RotateLeft(halves[1], 23);
    }
}
