using System.Buffers;
using System.Buffers.Text;

namespace FfiOwnership.Platform;

/// <summary>Writes text to a file, to standard error or to memory, buffered in memory of the caller's. Allocates nothing itself.</summary>
/// <remarks>After the first error all further text is dropped; <see cref="Close"/> returns the error.</remarks>
/// <param name="buffer">Holds text that is not yet written; any size above 0.</param>
internal ref struct OutputFile(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Number of bytes in <see cref="_buffer"/> that are not yet written.</summary>
    private int _length;

    /// <summary>The system's number of the first error (see <see cref="SystemError"/>); 0: none.</summary>
    private int _error;

    /// <summary>The file's descriptor, on Windows its handle. Set by <see cref="Open(byte*)"/>.</summary>
    private nint _file;

    /// <summary>Whether <see cref="Open(byte*)"/> created the file, so that <see cref="Close"/> must close it. False for standard error.</summary>
    private bool _isOurs;

    /// <summary>Receives the text instead of a file. Set by <see cref="Open(IBufferWriter{byte})"/>.</summary>
    private IBufferWriter<byte>? _memory;

    /// <summary>Whether writing has failed.</summary>
    public readonly bool HasFailed => _error != 0;

    /// <summary>Creates the file, or truncates an existing one; or selects standard error.</summary>
    /// <param name="path">The file's path, NUL-terminated and passed to the system unchanged; null selects standard error.</param>
    // SAFETY: the caller passes a NUL-terminated path or null.
    public unsafe void Open(byte* path)
    {
        _isOurs = path != null;
        _file = _isOurs ? CRuntime.CreateFile(path) : CRuntime.StandardError;
        _error = _isOurs && _file < 0 ? CRuntime.LastError : 0; // a missing standard error is noticed at the first write
        _isOurs = _isOurs && _error == 0;
    }

    /// <summary>Selects memory.</summary>
    /// <param name="memory">Receives the text.</param>
    public void Open(IBufferWriter<byte> memory) => _memory = memory;

    /// <summary>Appends bytes.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        while (text.Length > _buffer.Length - _length)
        {
            int fits = _buffer.Length - _length;
            text[..fits].CopyTo(_buffer[_length..]);
            _length += fits;
            text = text[fits..];
            Flush();
        }

        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    /// <summary>Appends a number in decimal digits.</summary>
    /// <param name="number">The number.</param>
    /// <param name="width">Minimum number of characters; shorter numbers are padded with spaces on the left.</param>
    public void Add(ulong number, int width = 0)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out int length);
        AddSpaces(width - length);
        Add(digits[..length]);
    }

    /// <summary>Appends a number in hexadecimal digits with the prefix <c>0x</c>.</summary>
    public void AddHex(ulong number)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(number, digits, out int length, new StandardFormat('x'));
        Add("0x"u8);
        Add(digits[..length]);
    }

    /// <summary>Appends a noun, with an "s" unless the count is 1.</summary>
    /// <param name="one">The noun in the singular.</param>
    /// <param name="count">How many there are; not appended itself.</param>
    public void AddPlural(scoped ReadOnlySpan<byte> one, ulong count)
    {
        Add(one);
        Add(count == 1 ? ""u8 : "s"u8);
    }

    /// <summary>Appends spaces; none if the count is negative.</summary>
    public void AddSpaces(int count)
    {
        for (; count > 0; count--)
        {
            Add(" "u8);
        }
    }

    /// <summary>Writes the rest of the buffer, and closes the file if <see cref="Open(byte*)"/> created it.</summary>
    /// <returns>0, or the system's number of the first error (see <see cref="SystemError"/>).</returns>
    public int Close()
    {
        Flush();
        if (_isOurs && !CRuntime.CloseFile(_file) && _error == 0)
        {
            _error = CRuntime.LastError;
        }

        return _error;
    }

    private unsafe void Flush()
    {
        if (_memory != null)
        {
            // Not the extension Write, whose checks bring the names of enums into the library.
            _buffer[.._length].CopyTo(_memory.GetSpan(_length));
            _memory.Advance(_length);
            _length = 0;
            return;
        }

        // SAFETY: the buffer is fixed in memory while the system reads it, and _length is within it.
        fixed (byte* start = _buffer)
        {
            if (_error == 0 && !CRuntime.TryWrite(_file, start, (nuint)_length))
            {
                _error = CRuntime.LastError;
            }
        }

        _length = 0;
    }
}
