using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Runtime;

/// <summary>Texts as C strings, for the time that a callback of C's runs; for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct BorrowedTexts
{
    // SAFETY (whole file): owned: one piece of native memory, freed by Dispose: the pointers first, the texts behind them.

    private readonly byte** _texts;

    private BorrowedTexts(scoped ReadOnlySpan<string?> texts)
    {
        nuint size = (nuint)texts.Length * (nuint)sizeof(byte*);
        foreach (string? text in texts)
        {
            size += SizeOf(text);
        }

        Count = (nuint)texts.Length;
        _texts = (byte**)NativeMemory.Alloc(nuint.Max(size, 1));
        byte* end = (byte*)_texts + size;
        byte* next = (byte*)(_texts + texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            _texts[i] = texts[i] == null ? null : next;
            next += Write(texts[i], new Span<byte>(next, (int)nuint.Min((nuint)(end - next), int.MaxValue)));
        }
    }

    /// <summary>The texts.</summary>
    public byte** All => _texts;

    /// <summary>How many there are.</summary>
    public nuint Count { get; }

    /// <summary>The first text.</summary>
    public byte* First => *_texts;

    /// <summary>Makes a C string of one text.</summary>
    /// <param name="text">The text; null is NULL.</param>
    /// <exception cref="FfiException">The text has a NUL in it, or half a surrogate pair.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    public static BorrowedTexts Of(string? text) => new(new ReadOnlySpan<string?>(in text));

    /// <summary>Makes C strings of texts.</summary>
    /// <param name="texts">The texts; null is NULL.</param>
    /// <exception cref="FfiException">A text has a NUL in it, or half a surrogate pair.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    public static BorrowedTexts Of(scoped ReadOnlySpan<string?> texts) => new(texts);

    /// <summary>Makes C strings of texts.</summary>
    /// <param name="texts">The texts, enumerated once; null is NULL.</param>
    /// <exception cref="FfiException">A text has a NUL in it, or half a surrogate pair.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    public static BorrowedTexts Of(IEnumerable<string?> texts) => texts is string?[] array ? new(array) : new([.. texts]);

    /// <summary>Frees them.</summary>
    public void Dispose() => NativeMemory.Free(_texts);

    private static nuint SizeOf(string? text)
    {
        if (text == null)
        {
            return 0;
        }

        fixed (char* units = text)
        {
            nuint valid = TextScan.ValidUtf16(units, (nuint)text.Length, out nuint length, out Status status);
            if (status != Status.Ok)
            {
                ThrowWrong(status, valid, text.Length);
            }

            return length + 1;
        }
    }

    private static int Write(string? text, Span<byte> to)
    {
        if (text == null)
        {
            return 0;
        }

        int length = Encoding.UTF8.GetBytes(text, to);
        to[length] = 0;
        return length + 1;
    }

    [DoesNotReturn]
    private static void ThrowWrong(Status status, nuint offset, int size)
    {
        Failure failure = default;
        failure.Set(status, status == Status.InteriorNul ? Reason.InteriorNul : Reason.InvalidUtf16);
        failure.Offset = offset;
        failure.Size = (nuint)size;
        throw new FfiException(failure);
    }
}
