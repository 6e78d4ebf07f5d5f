namespace FfiOwnership.Errors;

/// <summary>Name and one plain sentence for every <see cref="Status"/>: the one list that all others are made from.</summary>
public static class StatusTable
{
    /// <summary>The status as C spells it, such as <c>FFO_E_DOUBLE_FREE</c>; <c>FFO_E_UNKNOWN</c> for any other value.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static UTF-8 text, followed by a NUL.</returns>
    public static ReadOnlySpan<byte> Name(Status status) => Look(status, out _);

    /// <summary>One plain sentence about the status.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static UTF-8 text, followed by a NUL.</returns>
    public static ReadOnlySpan<byte> Text(Status status)
    {
        Look(status, out ReadOnlySpan<byte> text);
        return text;
    }

    /// <summary><see cref="Name"/> as a C string.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static, NUL-terminated; never null.</returns>
    public static unsafe byte* NamePointer(Status status)
    {
        Utf8Literal name = Name(status);
        return name.Pointer;
    }

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

    private static ReadOnlySpan<byte> Look(Status status, out ReadOnlySpan<byte> text)
    {
        switch (status)
        {
            case Status.Ok:
                text = "The call did what it says."u8;
                return "FFO_OK"u8;
            case Status.NullArgument:
                text = "A pointer that may not be NULL is NULL."u8;
                return "FFO_E_NULL_ARGUMENT"u8;
            case Status.InvalidArgument:
                text = "A value makes no sense here."u8;
                return "FFO_E_INVALID_ARGUMENT"u8;
            case Status.InteriorNul:
                text = "The text has a NUL inside, where a C string would end early."u8;
                return "FFO_E_INTERIOR_NUL"u8;
            case Status.InvalidUtf8:
                text = "The text is not valid UTF-8."u8;
                return "FFO_E_INVALID_UTF8"u8;
            case Status.InvalidUtf16:
                text = "The text is not valid UTF-16."u8;
                return "FFO_E_INVALID_UTF16"u8;
            case Status.OutOfRange:
                text = "An index, length or count is outside its block."u8;
                return "FFO_E_OUT_OF_RANGE"u8;
            case Status.SizeOverflow:
                text = "Count times size does not fit, or exceeds the largest block."u8;
                return "FFO_E_SIZE_OVERFLOW"u8;
            case Status.UnknownType:
                text = "No such type is registered."u8;
                return "FFO_E_UNKNOWN_TYPE"u8;
            case Status.Borrowed:
                text = "The block is borrowed, or another call is at work on it."u8;
                return "FFO_E_BORROWED"u8;
            case Status.BorrowConflict:
                text = "The borrow conflicts with one that is out."u8;
                return "FFO_E_BORROW_CONFLICT"u8;
            case Status.Shared:
                text = "The call needs the only reference, but there are more."u8;
                return "FFO_E_SHARED"u8;
            case Status.DoubleFree:
                text = "The block was freed already."u8;
                return "FFO_E_DOUBLE_FREE"u8;
            case Status.ForeignPointer:
                text = "The pointer is not from this copy of the library."u8;
                return "FFO_E_FOREIGN_POINTER"u8;
            case Status.InteriorPointer:
                text = "The pointer leads into a block, not to its start."u8;
                return "FFO_E_INTERIOR_POINTER"u8;
            case Status.WrongType:
                text = "The block is of another type than the call is for."u8;
                return "FFO_E_WRONG_TYPE"u8;
            case Status.NotOwned:
                text = "A handle or another block owns it, not the caller."u8;
                return "FFO_E_NOT_OWNED"u8;
            case Status.Forgotten:
                text = "The block was forgotten on purpose and can never be freed."u8;
                return "FFO_E_FORGOTTEN"u8;
            case Status.NotBorrowed:
                text = "No borrow is out that could be returned or used."u8;
                return "FFO_E_NOT_BORROWED"u8;
            case Status.InvalidHandle:
                text = "The handle was never issued by this copy of the library."u8;
                return "FFO_E_INVALID_HANDLE"u8;
            case Status.StaleHandle:
                text = "The handle was issued once, but its block is gone."u8;
                return "FFO_E_STALE_HANDLE"u8;
            case Status.PartsMismatch:
                text = "Raw parts or a vec do not match the ledger."u8;
                return "FFO_E_PARTS_MISMATCH"u8;
            case Status.Overrun:
                text = "Bytes just past the block were overwritten."u8;
                return "FFO_E_OVERRUN"u8;
            case Status.WriteAfterFree:
                text = "A freed block was written to."u8;
                return "FFO_E_WRITE_AFTER_FREE"u8;
            case Status.OutOfMemory:
                text = "There is no memory for it."u8;
                return "FFO_E_OUT_OF_MEMORY"u8;
            case Status.Limit:
                text = "A limit of the library is reached."u8;
                return "FFO_E_LIMIT"u8;
            case Status.AbiMismatch:
                text = "The caller was compiled for another version of the ABI."u8;
                return "FFO_E_ABI_MISMATCH"u8;
            case Status.Io:
                text = "A report could not be written."u8;
                return "FFO_E_IO"u8;
            case Status.Internal:
                text = "The library failed inside; the message says how."u8;
                return "FFO_E_INTERNAL"u8;
            default:
                text = "No status of this version of the library has this value."u8;
                return "FFO_E_UNKNOWN"u8;
        }
    }
}
