using System.Diagnostics.CodeAnalysis;
using System.Text;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Toolkit;

/// <summary>A string of the ledger's that this variable owns: UTF-8, NUL-terminated, freed by <see cref="Dispose"/> unless it was given away.</summary>
/// <remarks>
/// <code>
/// using OwnedString name = OwnedString.Create("Alice");
/// return name.IntoRaw();    // C owns it from here on
/// </code>
/// The ledger is asked at each use, so what was freed elsewhere is an <see cref="FfiException"/> and nothing else. A copy of the
/// variable names the same string; what the one gives away or frees, the other no longer has.
/// </remarks>
public unsafe ref struct OwnedString
{
    // SAFETY (whole file): pinned: texts of the caller's, for the call. Held by contract: a string that this variable owns; the ledger
    // is asked before it is read.

    private byte* _text;

    private OwnedString(byte* text) => _text = text;

    /// <summary>Whether this variable owns no string: it was given away, freed, or never made.</summary>
    public readonly bool IsGone => _text == null;

    /// <summary>The length in bytes, without the NUL, as it was when the string was made.</summary>
    /// <exception cref="FfiException">The string is no longer there.</exception>
    public readonly nuint Length
    {
        get
        {
            Failure failure = default;
            Answer.Check(CString.Length(Text, out nuint length, ref failure), failure);
            return length;
        }
    }

    private readonly byte* Text => _text != null ? _text : throw new ObjectDisposedException(nameof(OwnedString));

    /// <summary>Makes a string of a text.</summary>
    /// <param name="text">Not null.</param>
    /// <exception cref="FfiException">The text has a NUL in it, half a surrogate pair, or there is no memory.</exception>
    public static OwnedString Create(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Create(text.AsSpan());
    }

    /// <inheritdoc cref="Create(string)"/>
    public static OwnedString Create(scoped ReadOnlySpan<char> text)
    {
        Failure failure = default;
        Answer.Check(Make(text, out OwnedString made, ref failure), failure);
        return made;
    }

    /// <summary>Makes a string of a text in UTF-8.</summary>
    /// <param name="utf8">The text.</param>
    /// <exception cref="FfiException">The text is not UTF-8, has a NUL in it, or there is no memory.</exception>
    public static OwnedString Create(scoped ReadOnlySpan<byte> utf8)
    {
        Failure failure = default;
        Answer.Check(Make(utf8, out OwnedString made, ref failure), failure);
        return made;
    }

    /// <summary>Makes a string of a text, if that can be one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="made">The string.</param>
    /// <returns>False where <see cref="Create(ReadOnlySpan{char})"/> throws.</returns>
    public static bool TryCreate(scoped ReadOnlySpan<char> text, out OwnedString made)
    {
        Failure failure = default;
        return Make(text, out made, ref failure) == Status.Ok;
    }

    /// <summary>Makes a string of a text in UTF-8, if that can be one.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="made">The string.</param>
    /// <returns>False where <see cref="Create(ReadOnlySpan{byte})"/> throws.</returns>
    public static bool TryCreate(scoped ReadOnlySpan<byte> utf8, out OwnedString made)
    {
        Failure failure = default;
        return Make(utf8, out made, ref failure) == Status.Ok;
    }

    /// <summary>Takes over a string that somebody else has owned.</summary>
    /// <param name="text">The string; any value is answered, never dereferenced.</param>
    /// <exception cref="FfiException">It is no string that a caller owns.</exception>
    public static OwnedString FromRaw(byte* text)
    {
        Failure failure = default;
        Answer.Check(text == null ? failure.Null("text"u8) : Ledger.CheckOwned(text, TypeNumber.String, ref failure), failure);
        return new OwnedString(text);
    }

    /// <summary>Gives the string away: whoever gets the pointer frees it.</summary>
    /// <returns>The string.</returns>
    public byte* IntoRaw()
    {
        byte* text = Text;
        _text = null;
        return text;
    }

    /// <summary>Trades the string for a handle to it, with one reference.</summary>
    /// <returns>The handle.</returns>
    /// <exception cref="FfiException">The string is no longer there, or there is no room for more handles.</exception>
    public ulong IntoHandle()
    {
        Failure failure = default;
        Answer.Check(OwnedHandle.FromRaw(Text, TypeNumber.String, out ulong handle, ref failure), failure);
        _text = null;
        return handle;
    }

    /// <summary>Lets the string stay until the process ends: no leak, and nobody frees it.</summary>
    /// <returns>The string.</returns>
    /// <exception cref="FfiException">The string is no longer there.</exception>
    public byte* Forget()
    {
        Failure failure = default;
        Answer.Check(Box.Forget(Text, ref failure), failure);
        return IntoRaw();
    }

    /// <summary>A copy with an owner of its own.</summary>
    /// <exception cref="FfiException">The string is no longer there, or there is no memory.</exception>
    public readonly OwnedString Clone()
    {
        Failure failure = default;
        Answer.Check(CString.Clone(Text, out byte* made, ref failure), failure);
        return new OwnedString(made);
    }

    /// <summary>The string's bytes, without the NUL. Valid while this variable owns it.</summary>
    /// <exception cref="FfiException">The string is no longer there.</exception>
    /// <exception cref="OverflowException">It is longer than a span can be.</exception>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> AsSpan() => new(Text, checked((int)Length));

    /// <summary>The string as text; what is not UTF-8 in it becomes U+FFFD. Empty: this variable owns no string.</summary>
    /// <exception cref="FfiException">The string is no longer there.</exception>
    public override readonly string ToString() => IsGone ? "" : Encoding.UTF8.GetString(AsSpan());

    /// <summary>Frees the string, if this variable still owns it.</summary>
    /// <exception cref="FfiException">It was freed or given away by another variable or by C; or it was written past its end, and is freed nevertheless.</exception>
    public void Dispose()
    {
        byte* text = _text;
        _text = null;
        Failure failure = default;
        Answer.Check(CString.Free(text, ref failure), failure);
    }

    private static Status Make(scoped ReadOnlySpan<char> text, out OwnedString made, scoped ref Failure failure)
    {
        fixed (char* units = text)
        {
            Status status = CString.FromUtf16(units, (nuint)text.Length, out byte* raw, ref failure);
            made = new OwnedString(raw);
            return status;
        }
    }

    private static Status Make(scoped ReadOnlySpan<byte> utf8, out OwnedString made, scoped ref Failure failure)
    {
        fixed (byte* bytes = utf8)
        {
            Status status = CString.FromUtf8(bytes, (nuint)utf8.Length, out byte* raw, ref failure);
            made = new OwnedString(raw);
            return status;
        }
    }
}
