using System.Text;
using System.Text.Unicode;
using FfiOwnership.Errors;

namespace FfiOwnership.Owners;

/// <summary>Looks through texts of any length for what may not be in them. Positions count from the text's start.</summary>
internal static unsafe class TextScan
{
    // SAFETY (whole file): callers give texts that are readable for the length they name; spans cover parts of them only.

    /// <summary>Spans have 31-bit lengths; longer texts are looked at in pieces of this size.</summary>
    private const int Piece = 1 << 28;

    /// <summary>The position of the first NUL, or the length.</summary>
    public static nuint IndexOfNul(byte* bytes, nuint length)
    {
        for (nuint at = 0; at < length; at += Piece)
        {
            int found = Span(bytes, at, length).IndexOf((byte)0);
            if (found >= 0)
            {
                return at + (nuint)found;
            }
        }

        return length;
    }

    /// <summary>How many bytes from the start are valid UTF-8.</summary>
    public static nuint ValidUtf8(byte* bytes, nuint length)
    {
        nuint at = 0;
        while (at < length)
        {
            ReadOnlySpan<byte> piece = Span(bytes, at, length);

            // A character that the end of the piece cuts belongs to the next piece.
            int cut = at + (nuint)piece.Length == length ? 0 : IncompleteTail(piece);
            if (!Utf8.IsValid(piece[..^cut]))
            {
                return at + (nuint)FirstInvalid(piece);
            }

            at += (nuint)(piece.Length - cut);
        }

        return length;
    }

    /// <summary>How many units from the start are valid UTF-16 without NUL.</summary>
    /// <param name="units">The text.</param>
    /// <param name="count">Its units.</param>
    /// <param name="length">The bytes that it takes as UTF-8.</param>
    /// <param name="status">Why it stops, if it stops early.</param>
    /// <returns>The position of the first bad unit, or the count.</returns>
    public static nuint ValidUtf16(char* units, nuint count, out nuint length, out Status status)
    {
        length = 0;
        status = Status.Ok;
        nuint at = 0;
        while (at < count)
        {
            char unit = units[at];
            if (unit == 0)
            {
                status = Status.InteriorNul;
                return at;
            }

            bool isPair = char.IsHighSurrogate(unit) && at + 1 < count && char.IsLowSurrogate(units[at + 1]);
            if (char.IsSurrogate(unit) && !isPair)
            {
                status = Status.InvalidUtf16;
                return at;
            }

            length += unit < 0x80 ? 1u : unit < 0x800 ? 2u : isPair ? 4u : 3u;
            at += isPair ? 2u : 1u;
        }

        return count;
    }

    /// <summary>Writes valid UTF-16 as UTF-8 into as many bytes as it takes.</summary>
    public static void Transcode(char* units, nuint count, byte* to, nuint length)
    {
        for (nuint at = 0; at < count;)
        {
            int piece = (int)nuint.Min(count - at, Piece);
            piece -= at + (nuint)piece < count && char.IsHighSurrogate(units[at + (nuint)piece - 1]) ? 1 : 0;
            Utf8.FromUtf16(new ReadOnlySpan<char>(units + at, piece), new Span<byte>(to, (int)nuint.Min(length, int.MaxValue)), out int read, out int written);
            at += (nuint)read;
            to += written;
            length -= (nuint)written;
        }
    }

    private static ReadOnlySpan<byte> Span(byte* bytes, nuint at, nuint length) => new(bytes + at, (int)nuint.Min(length - at, Piece));

    private static int IncompleteTail(ReadOnlySpan<byte> piece)
    {
        for (int back = 1; back <= 3; back++)
        {
            byte unit = piece[^back];
            if ((unit & 0xC0) != 0x80)
            {
                return unit >= 0xC0 ? back : 0;
            }
        }

        return 0;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> piece)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(piece[at..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
        {
            at += consumed;
        }

        return at;
    }
}
