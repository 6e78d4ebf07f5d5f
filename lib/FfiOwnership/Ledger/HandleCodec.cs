using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>Encodes a slot's index and generation as the 64-bit value that callers see, and decodes it.</summary>
/// <remarks>
/// <code>
///  63 62 61      51 50              26 25          0
/// +--+--+----------+------------------+-------------+
/// | 0| 1|  check   |    generation    |    index    |   the lower 62 bits are scrambled by a keyed bijection
/// +--+--+----------+------------------+-------------+
/// check  0 before scrambling
/// </code>
/// The bijection is a XOR, and two multiplications by odd numbers with a shift between them, so that each bit of the result
/// depends on many others. The keys are random, and drawn anew each time the library is loaded. A value that this copy of the
/// library has not issued almost always decodes to wrong check bits, or to an index or a generation that was not reached yet.
/// Bit 62 is always set and bit 63 never, so no handle looks like an address or a small number.
/// </remarks>
internal static class HandleCodec
{
    /// <summary>The largest index.</summary>
    public const uint LastIndex = (1u << IndexBits) - 1;

    /// <summary>Number of bits of an index; the generation begins above them.</summary>
    private const int IndexBits = 26;

    /// <summary>The lowest check bit.</summary>
    private const int CheckShift = 51;

    /// <summary>The bits that are scrambled.</summary>
    private const ulong Mask = (1ul << 62) - 1;

    /// <summary>The bit that is set in every handle.</summary>
    private const ulong Marker = 1ul << 62;

    /// <summary>The key of the XOR. 0 until the library starts, like the others: every value then decodes to index 0.</summary>
    private static ulong s_key;

    /// <summary>The factor of the first multiplication when encoding; odd. Written when the library starts.</summary>
    private static ulong s_first;

    /// <summary>The factor of the second multiplication when encoding; odd. Written when the library starts.</summary>
    private static ulong s_second;

    /// <summary>The inverse of <see cref="s_first"/> modulo 2^64. Written when the library starts.</summary>
    private static ulong s_firstInverse;

    /// <summary>The inverse of <see cref="s_second"/> modulo 2^64. Written when the library starts.</summary>
    private static ulong s_secondInverse;

    /// <summary>Chooses the keys. Called once, while the library starts.</summary>
    public static void Start()
    {
        // Not a static constructor: whether it has run would be checked at each use, and threads that come at once would wait
        // for each other in the runtime.
        s_key = SecretKey.New() & Mask;
        s_first = SecretKey.New() | 1;
        s_second = SecretKey.New() | 1;
        s_firstInverse = InverseOf(s_first);
        s_secondInverse = InverseOf(s_second);
    }

    /// <summary>What <see cref="TryDecode"/> decodes by, for code that is not C#.</summary>
    public static (ulong Key, ulong FirstInverse, ulong SecondInverse) Keys => (s_key, s_firstInverse, s_secondInverse);

    /// <summary>The handle of a slot and a generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Encode(uint index, uint generation)
    {
        ulong value = ((ulong)generation << IndexBits | index) ^ s_key;
        value = value * s_first & Mask;
        value ^= value >> 31;
        return (value * s_second & Mask) | Marker;
    }

    /// <summary>Decodes a handle.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="index">Index of the slot; 0: no slot. Not yet compared with the number of slots.</param>
    /// <param name="generation">The generation.</param>
    /// <returns>False if no index and generation encode to this value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode(ulong handle, out uint index, out uint generation)
    {
        // On 62 bits, x ^= x >> 31 is its own inverse.
        ulong value = (handle & Mask) * s_secondInverse & Mask;
        value ^= value >> 31;
        value = (value * s_firstInverse & Mask) ^ s_key;
        index = (uint)value & LastIndex;
        generation = (uint)(value >> IndexBits) & HandleWord.LastGeneration;
        return value >> CheckShift == 0 && handle >> 62 == 1;
    }

    /// <summary>The inverse of an odd number modulo 2^64, by Newton's iteration: each round doubles the number of correct bits, from 3 on.</summary>
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
