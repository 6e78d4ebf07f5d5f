using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace FfiOwnership.Errors;

/// <summary>Writes text into a buffer of fixed size; what does not fit is cut between characters. Allocates nothing.</summary>
internal ref struct Utf8Writer(Span<byte> buffer)
{
    private Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Appends an interpolated text.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] scoped Template template)
    {
        // The template has written to the same buffer.
        _length = template.Writer._length;
        Close(isCut: template.Writer._buffer.Length < _buffer.Length);
    }

    /// <summary>Appends UTF-8.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        int fits = Cut(text, _buffer.Length - _length);
        text[..fits].CopyTo(_buffer[_length..]);
        _length += fits;
        Close(isCut: fits < text.Length);
    }

    /// <summary>Appends a NUL-terminated text; null is none.</summary>
    public unsafe void Add(byte* text)
    {
        // SAFETY: the library's own names and tags only; they are terminated where they are stored.
        Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }

    /// <summary>Appends UTF-16.</summary>
    public void Add(string text)
    {
        Span<byte> encoded = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            Add(encoded[..rune.EncodeToUtf8(encoded)]);
        }
    }

    /// <summary>Appends a number in decimal digits.</summary>
    public void Add(ulong number)
    {
        bool fits = Utf8Formatter.TryFormat(number, _buffer[_length..], out int written);
        _length += written;
        Close(isCut: !fits);
    }

    /// <summary>Appends an address or a handle as <c>0x...</c>.</summary>
    public void AddHex(ulong value)
    {
        Add("0x"u8);
        bool fits = Utf8Formatter.TryFormat(value, _buffer[_length..], out int written, new StandardFormat('x'));
        _length += written;
        Close(isCut: !fits);
    }

    /// <summary>How many bytes of a UTF-8 text to keep so that at most <paramref name="room"/> remain and no character is split.</summary>
    public static int Cut(ReadOnlySpan<byte> text, int room)
    {
        if (text.Length <= room)
        {
            return text.Length;
        }

        int length = room;
        while (length > 0 && (text[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return length;
    }

    // Nothing follows a cut: a short piece that would still fit made nonsense of what was left out before it.
    private void Close(bool isCut)
    {
        if (isCut)
        {
            _buffer = _buffer[.._length];
        }
    }

    /// <summary>What the compiler turns an interpolated text into: a copy of the writer that goes on where it was.</summary>
    [InterpolatedStringHandler]
    public ref struct Template
    {
        /// <summary>The writer, behind the text.</summary>
        internal Utf8Writer Writer;

        /// <summary>Begins a text.</summary>
        public Template(int literalLength, int formattedCount, Utf8Writer writer)
        {
            _ = literalLength + formattedCount;
            Writer = writer;
        }

        /// <summary>Appends a piece of the template.</summary>
        public void AppendLiteral(string text) => Writer.Add(text);

        /// <summary>Appends a number in decimal digits.</summary>
        public void AppendFormatted(ulong number) => Writer.Add(number);

        /// <summary>Appends words.</summary>
        public void AppendFormatted(Utf8Literal words) => Writer.Add(words.Span);

        /// <summary>Appends an address or a handle as <c>0x...</c>.</summary>
        public void AppendFormatted(Hex value) => Writer.AddHex(value.Value);

        /// <summary>Appends a count with its unit: "1 byte", "2 bytes".</summary>
        public void AppendFormatted(Bytes count)
        {
            Writer.Add(count.Count);
            Writer.Add(count.Count == 1 ? " byte"u8 : " bytes"u8);
        }

        /// <summary>Appends the name of a type in quotes.</summary>
        public unsafe void AppendFormatted(TypeName name)
        {
            Writer.Add("\""u8);
            Writer.Add(name.Text);
            Writer.Add("\""u8);
        }
    }

    /// <summary>An address or a handle, to be written as <c>0x...</c>.</summary>
    public readonly ref struct Hex(ulong value)
    {
        /// <summary>The value.</summary>
        public ulong Value { get; } = value;
    }

    /// <summary>A number of bytes, to be written with its unit.</summary>
    public readonly ref struct Bytes(ulong count)
    {
        /// <summary>How many.</summary>
        public ulong Count { get; } = count;
    }

    /// <summary>The name of a type, to be written in quotes.</summary>
    public readonly unsafe ref struct TypeName(byte* text)
    {
        /// <summary>NUL-terminated, permanent; null is none.</summary>
        public byte* Text { get; } = text;
    }
}
