using System.Buffers.Text;

namespace FfiOwnership.Platform;

/// <summary>Text on its way to a file or to standard error, through a small buffer of the caller's. Allocates nothing.</summary>
/// <remarks>The first error ends it: what follows is dropped, and <see cref="Close"/> tells the error.</remarks>
/// <param name="buffer">Room for what is not yet written; does not move.</param>
internal unsafe ref struct OutputFile(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;
    private int _error;
    private nint _file;
    private bool _isOurs;

    /// <summary>Whether writing has failed.</summary>
    public readonly bool HasFailed => _error != 0;

    /// <summary>Begins a file, which is replaced if there is one; or goes on with standard error.</summary>
    /// <param name="path">Used byte for byte; null: standard error.</param>
    public void Open(byte* path)
    {
        _isOurs = path != null;
        _file = _isOurs ? CRuntime.CreateFile(path) : CRuntime.StandardError;
        _error = _isOurs && _file < 0 ? CRuntime.LastError : 0; // a standard error that is none fails when it is written to
        _isOurs = _isOurs && _error == 0;
    }

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

    /// <summary>Appends a number in decimal digits, behind spaces up to a width.</summary>
    public void Add(ulong number, int width = 0)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out int length);
        AddSpaces(width - length);
        Add(digits[..length]);
    }

    /// <summary>Appends a number as <c>0x...</c>.</summary>
    public void AddHex(ulong number)
    {
        Span<byte> digits = stackalloc byte[16];
        Utf8Formatter.TryFormat(number, digits, out int length, new System.Buffers.StandardFormat('x'));
        Add("0x"u8);
        Add(digits[..length]);
    }

    /// <summary>Appends a word, with an "s" unless there is one of what it names.</summary>
    public void AddPlural(scoped ReadOnlySpan<byte> one, ulong count)
    {
        Add(one);
        Add(count == 1 ? ""u8 : "s"u8);
    }

    /// <summary>Appends spaces; none if the number is negative.</summary>
    public void AddSpaces(int count)
    {
        for (; count > 0; count--)
        {
            Add(" "u8);
        }
    }

    /// <summary>Writes what is left, and closes what <see cref="Open"/> made.</summary>
    /// <returns>0, or the system's number of the first error.</returns>
    public int Close()
    {
        Flush();
        if (_isOurs && !CRuntime.CloseFile(_file) && _error == 0)
        {
            _error = CRuntime.LastError;
        }

        return _error;
    }

    private void Flush()
    {
        // SAFETY: the buffer does not move, as the caller says.
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
