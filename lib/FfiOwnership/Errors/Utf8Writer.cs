using System.Buffers.Text;
using System.Text;

namespace FfiOwnership.Errors;

/// <summary>Writes text into a buffer of fixed size; what does not fit is cut between characters. Allocates nothing.</summary>
internal ref struct Utf8Writer(Span<byte> buffer)
{
    private Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Appends UTF-8.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        int fits = Cut(text, _buffer.Length - _length);
        text[..fits].CopyTo(_buffer[_length..]);
        _length += fits;
        Close(isCut: fits < text.Length);
    }

    /// <summary>Appends a NUL-terminated text.</summary>
    public unsafe void Add(byte* text)
    {
        // SAFETY: the library's own names and tags only; they are terminated where they are stored.
        Add(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
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
        bool fits = Utf8Formatter.TryFormat(value, _buffer[_length..], out int written, new System.Buffers.StandardFormat('x'));
        _length += written;
        Close(isCut: !fits);
    }

    /// <summary>Appends an address as <c>0x...</c>.</summary>
    public unsafe void AddAddress(void* address) => AddHex((ulong)address);

    /// <summary>Appends "1 block", "2 blocks".</summary>
    public void AddCount(ulong count, scoped ReadOnlySpan<byte> one)
    {
        Add(count);
        Add(" "u8);
        Add(one);
        if (count != 1)
        {
            Add("s"u8);
        }
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
}
