namespace FfiOwnership.Errors;

/// <summary>One plain sentence for every <see cref="Status"/>.</summary>
public static class StatusTable
{
    /// <summary>The first number that a library may give a status of its own.</summary>
    public const uint FirstOwn = 100;

    /// <summary>Adds a status of the library's own, once, before its first call; any thread. The same again is no error.</summary>
    /// <param name="status">A number from <see cref="FirstOwn"/> on; it is never a misuse.</param>
    /// <param name="name">The status as C spells it, UTF-8, such as <c>ACME_E_PARSE</c>; copied.</param>
    /// <param name="text">One plain sentence about it, UTF-8; copied.</param>
    /// <exception cref="ArgumentException">The number is one of ours, or was added with another name or text; or name or text is empty or has a NUL in it.</exception>
    /// <exception cref="InsufficientMemoryException">There is no memory for it.</exception>
    public static void Add(Status status, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((uint)status, FirstOwn, nameof(status));
        if (name.IsEmpty || name.Contains((byte)0) || text.IsEmpty || text.Contains((byte)0))
        {
            throw new ArgumentException($"Status {(uint)status} needs a name and a text without NUL.");
        }

        switch (OwnStatuses.Add(status, name, text))
        {
            case Status.Ok:
                break;
            case Status.OutOfMemory:
                throw new InsufficientMemoryException($"There is no memory for status {(uint)status}.");
            default:
                throw new ArgumentException($"Status {(uint)status} was added before, with another name or text.", nameof(status));
        }
    }

    /// <summary>The name of a status that <see cref="Add"/> has added.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static UTF-8 text, followed by a NUL; empty: it was not added.</returns>
    public static ReadOnlySpan<byte> OwnName(Status status) => OwnStatuses.Name(status).Span;

    /// <summary>One plain sentence about the status.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static UTF-8 text, followed by a NUL.</returns>
    public static ReadOnlySpan<byte> Text(Status status) => status switch
    {
        Status.Ok => "The call did what it says."u8,
        Status.NullArgument => "A pointer that may not be NULL is NULL."u8,
        Status.InvalidArgument => "A value makes no sense here."u8,
        Status.InteriorNul => "The text has a NUL inside, where a C string would end early."u8,
        Status.InvalidUtf8 => "The text is not valid UTF-8."u8,
        Status.InvalidUtf16 => "The text is not valid UTF-16."u8,
        Status.OutOfRange => "An index, length or count is outside its block."u8,
        Status.SizeOverflow => "Count times size does not fit, or exceeds the largest block."u8,
        Status.UnknownType => "No such type is registered."u8,
        Status.Borrowed => "The block is borrowed, or another call is at work on it."u8,
        Status.BorrowConflict => "The borrow conflicts with one that is out."u8,
        Status.Shared => "The call needs the only reference, but there are more."u8,
        Status.DoubleFree => "The block was freed already."u8,
        Status.ForeignPointer => "The pointer is not from this copy of the library."u8,
        Status.InteriorPointer => "The pointer leads into a block, not to its start."u8,
        Status.WrongType => "The block is of another type than the call is for."u8,
        Status.NotOwned => "A handle or another block owns it, not the caller."u8,
        Status.Forgotten => "The block was forgotten on purpose and can never be freed."u8,
        Status.NotBorrowed => "No borrow is out that could be returned or used."u8,
        Status.InvalidHandle => "The handle was never issued by this copy of the library."u8,
        Status.StaleHandle => "The handle was issued once, but its block is gone."u8,
        Status.PartsMismatch => "Raw parts or a vec do not match the ledger."u8,
        Status.Overrun => "Bytes just past the block were overwritten."u8,
        Status.WriteAfterFree => "A freed block was written to."u8,
        Status.OutOfMemory => "There is no memory for it."u8,
        Status.Limit => "A limit of the library is reached."u8,
        Status.AbiMismatch => "The caller was compiled for another version of the ABI."u8,
        Status.Io => "A report could not be written."u8,
        Status.Internal => "The library failed inside; the message says how."u8,
        _ when (uint)status >= FirstOwn && !OwnStatuses.Text(status).IsEmpty => OwnStatuses.Text(status).Span,
        _ => "No status of this version of the library has this value."u8,
    };

    /// <summary><see cref="Text"/> as a C string.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static, NUL-terminated; never null.</returns>
    public static unsafe byte* TextPointer(Status status)
    {
        Utf8Literal text = Text(status);
        return text.Pointer;
    }

    /// <summary>Whether the status says that the caller broke the rules of ownership.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>True for the family 20 to 49.</returns>
    public static bool IsMisuse(Status status) => (uint)status is >= 20 and <= 49;
}
