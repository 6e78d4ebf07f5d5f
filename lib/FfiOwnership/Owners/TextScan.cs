using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using FfiOwnership.Errors;

namespace FfiOwnership.Owners;

/// <summary>Searches texts of any length for what they must not contain, and converts them. Positions count from the text's start.</summary>
internal static unsafe class TextScan
{
    // SAFETY (whole file): promised, or unpublished: texts, readable for the length that the caller names; spans cover parts of them.

    /// <summary>Spans have lengths of 31 bits, so texts are processed in pieces of at most this many bytes or units.</summary>
    private const int Piece = 1 << 28;

    /// <summary>The position of the first NUL; the length, if there is none.</summary>
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

    /// <summary>Number of bytes from the start that are valid UTF-8; the length, if all are.</summary>
    public static nuint ValidUtf8(byte* bytes, nuint length)
    {
        nuint at = 0;
        while (at < length)
        {
            ReadOnlySpan<byte> piece = Span(bytes, at, length);

            // A character that continues behind the piece's end belongs to the next piece.
            int cut = at + (nuint)piece.Length == length ? 0 : IncompleteTail(piece);
            if (!Utf8.IsValid(piece[..^cut]))
            {
                return at + (nuint)FirstInvalid(piece);
            }

            at += (nuint)(piece.Length - cut);
        }

        return length;
    }

    /// <summary>Number of units from the start that are valid UTF-16 without NUL.</summary>
    /// <param name="units">The text.</param>
    /// <param name="count">Number of units.</param>
    /// <param name="length">Number of bytes that the valid units take as UTF-8.</param>
    /// <param name="status">What is wrong with the next unit; <see cref="Status.Ok"/>: all are valid.</param>
    /// <returns>The position of the first invalid unit; the count, if all are valid.</returns>
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

    /// <summary>Converts valid UTF-16 to UTF-8.</summary>
    /// <param name="units">The text.</param>
    /// <param name="count">Number of units.</param>
    /// <param name="to">Room for <paramref name="length"/> bytes.</param>
    /// <param name="length">Number of bytes that the text takes as UTF-8, as <see cref="ValidUtf16"/> has computed it.</param>
    /// <remarks>
    /// Another thread may have changed the text since: then the result is cut, or filled up by question marks, so that none of its
    /// bytes are a former block's.
    /// </remarks>
    public static void Transcode(char* units, nuint count, byte* to, nuint length)
    {
        for (nuint at = 0; at < count;)
        {
            int piece = (int)nuint.Min(count - at, Piece);
            piece -= at + (nuint)piece < count && char.IsHighSurrogate(units[at + (nuint)piece - 1]) ? 1 : 0;
            Utf8.FromUtf16(new ReadOnlySpan<char>(units + at, piece), new Span<byte>(to, (int)nuint.Min(length, int.MaxValue)), out int read, out int written);
            if (read == 0)
            {
                break;
            }

            at += (nuint)read;
            to += written;
            length -= (nuint)written;
        }

        NativeMemory.Fill(to, length, (byte)'?');
    }

    /// <summary>The piece of a text from a position on.</summary>
    private static ReadOnlySpan<byte> Span(byte* bytes, nuint at, nuint length) => new(bytes + at, (int)nuint.Min(length - at, Piece));

    /// <summary>Number of bytes at the end of a piece that may be the beginning of a character cut by the end; up to 3.</summary>
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

    /// <summary>The position of the first invalid byte in a piece that has one.</summary>
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
