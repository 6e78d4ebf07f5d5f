using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>From slot and generation to the 64-bit value that the caller holds, and back.</summary>
/// <remarks>
/// <code>
///  63 62 61      51 50              26 25          0
/// +--+--+----------+------------------+-------------+
/// | 0| 1|  check   |    generation    |    index    |   the lower 62 bits under a keyed bijection
/// +--+--+----------+------------------+-------------+
/// </code>
/// The bijection is two multiplications by odd numbers with a shift between them, so that every bit of the value depends
/// on every bit below and, through the shift, above it; its keys are random per load. A value that was not issued by this
/// copy of the library comes out with wrong check bits, or with an index or a generation that was never reached.
/// Bit 62 is always set and bit 63 never, so a handle looks like no address and no small number.
/// </remarks>
internal static class HandleCodec
{
    /// <summary>How many slots can be named.</summary>
    public const uint LastIndex = (1u << IndexBits) - 1;

    private const int IndexBits = 26;
    private const int CheckShift = 51;
    private const ulong Mask = (1ul << 62) - 1;
    private const ulong Marker = 1ul << 62;

    // Plain fields, set when the library starts: a static constructor would be asked for at each use. Until then nothing decodes
    // to an index other than 0.
    private static ulong s_key;
    private static ulong s_first;
    private static ulong s_second;
    private static ulong s_firstInverse;
    private static ulong s_secondInverse;

    /// <summary>Chooses the keys; once.</summary>
    public static void Start()
    {
        s_key = SecretKey.New() & Mask;
        s_first = SecretKey.New() | 1;
        s_second = SecretKey.New() | 1;
        s_firstInverse = InverseOf(s_first);
        s_secondInverse = InverseOf(s_second);
    }

    /// <summary>The value for a slot's generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Encode(uint index, uint generation)
    {
        ulong value = ((ulong)generation << IndexBits | index) ^ s_key;
        value = value * s_first & Mask;
        value ^= value >> 31;
        return (value * s_second & Mask) | Marker;
    }

    /// <summary>Reads a value.</summary>
    /// <returns>False if no slot and generation encode to it. Index 0 is none either.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode(ulong handle, out uint index, out uint generation)
    {
        // x ^= x >> 31 undoes itself on 62 bits: what was shifted in the first time is shifted out the second time.
        ulong value = (handle & Mask) * s_secondInverse & Mask;
        value ^= value >> 31;
        value = (value * s_firstInverse & Mask) ^ s_key;
        index = (uint)value & LastIndex;
        generation = (uint)(value >> IndexBits) & HandleWord.LastGeneration;
        return value >> CheckShift == 0 && handle >> 62 == 1;
    }

    // Newton's iteration for the inverse modulo 2^64: each round doubles the number of right bits, from 3.
    private static ulong InverseOf(ulong odd)
    {
        ulong inverse = odd;
        for (int round = 0; round < 5; round++)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
