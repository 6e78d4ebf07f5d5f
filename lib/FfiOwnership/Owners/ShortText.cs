using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FfiOwnership.Owners;

/// <summary>Looks at texts of some length, a vector of bytes at a time, without calling anything.</summary>
/// <remarks>For x64 only: one of these methods reads on behind the NUL, which a processor that tags memory would not allow.</remarks>
internal static unsafe class ShortText
{
    // SAFETY (whole file): promised: texts, readable up to their NUL, and so the rest of the vector that it lies in at an address
    // divisible by the vector's size; or readable for the length that the caller names.

    /// <summary>Length of the shortest text that fills a vector, in bytes.</summary>
    public const nuint Least = 16;

    /// <summary>Length of the longest text, in bytes: about where a call costs no more than the loop.</summary>
    public const nuint Most = 255;

    /// <summary>Finds the length of a NUL-terminated text.</summary>
    /// <returns>False for texts longer than <see cref="Most"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLength(byte* text, out nuint length)
    {
        length = 0;
        if (!Sse2.IsSupported)
        {
            return false;
        }

        // Vectors that do not cross a page's end. What comes before the text in the first one is shifted out.
        int before = (int)((nuint)text % Least);
        byte* at = text - before;
        uint ends = NulsIn(Vector128.LoadAligned(at)) >> before;
        if (ends != 0)
        {
            length = (nuint)BitOperations.TrailingZeroCount(ends);
            return true;
        }

        for (byte* last = text + Most; (at += Least) <= last;)
        {
            ends = NulsIn(Vector128.LoadAligned(at));
            if (ends != 0)
            {
                length = (nuint)(at - text) + (nuint)BitOperations.TrailingZeroCount(ends);
                return length <= Most;
            }
        }

        return false;
    }

    /// <summary>Whether a text of at least <see cref="Least"/> bytes contains no NUL and, if that is asked for, only ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsClean(byte* text, nuint length, bool isAscii)
    {
        if (!Sse2.IsSupported)
        {
            return false;
        }

        // The last vector ends where the text does; some bytes are looked at twice.
        byte* last = text + length - Least;
        Vector128<byte> bytes = Vector128.Load(last);
        uint wrong = NulsIn(bytes) | (isAscii ? bytes.ExtractMostSignificantBits() : 0);
        for (byte* at = text; at < last; at += Least)
        {
            bytes = Vector128.Load(at);
            wrong |= NulsIn(bytes) | (isAscii ? bytes.ExtractMostSignificantBits() : 0);
        }

        return wrong == 0;
    }

    /// <summary>Copies a text of at least <see cref="Least"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* from, byte* to, nuint length)
    {
        nuint last = length - Least;
        for (nuint at = 0; at < last; at += Least)
        {
            Vector128.Store(Vector128.Load(from + at), to + at);
        }

        Vector128.Store(Vector128.Load(from + last), to + last);
    }

    /// <summary>Whether <see cref="CopyAny"/> copies as if all bytes were read before any is written: a longer range must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanCopy(byte* from, byte* to, nuint length) =>
        length <= Least || (nuint)(to - from) >= length && (nuint)(from - to) >= length;

    /// <summary>Copies at least one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyAny(byte* from, byte* to, nuint length)
    {
        // Two pieces that overlap in the middle; both are read before one is written.
        if (length >= Least)
        {
            Copy(from, to, length);
        }
        else if (length >= sizeof(ulong))
        {
            ulong first = Unsafe.ReadUnaligned<ulong>(from);
            ulong last = Unsafe.ReadUnaligned<ulong>(from + length - sizeof(ulong));
            Unsafe.WriteUnaligned(to, first);
            Unsafe.WriteUnaligned(to + length - sizeof(ulong), last);
        }
        else if (length >= sizeof(uint))
        {
            uint first = Unsafe.ReadUnaligned<uint>(from);
            uint last = Unsafe.ReadUnaligned<uint>(from + length - sizeof(uint));
            Unsafe.WriteUnaligned(to, first);
            Unsafe.WriteUnaligned(to + length - sizeof(uint), last);
        }
        else
        {
            // One, two or three bytes: the first, the middle one and the last.
            byte first = from[0];
            byte middle = from[length / 2];
            byte last = from[length - 1];
            to[0] = first;
            to[length / 2] = middle;
            to[length - 1] = last;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint NulsIn(Vector128<byte> bytes) => Vector128.Equals(bytes, Vector128<byte>.Zero).ExtractMostSignificantBits();
}
