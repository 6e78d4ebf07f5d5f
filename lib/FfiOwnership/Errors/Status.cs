namespace FfiOwnership.Errors;

/// <summary>What a call answers: <c>ffo_status</c>. Values never change; families have gaps for more.</summary>
[CName("ffo_status", Members = "FFO_E_")]
public enum Status : uint
{
    /// <summary>The call did what it says.</summary>
    [CName("FFO_OK")]
    Ok = 0,

    /// <summary>A pointer that may not be NULL is NULL.</summary>
    NullArgument = 1,

    /// <summary>A value makes no sense.</summary>
    InvalidArgument = 2,

    /// <summary>There is a NUL inside a text.</summary>
    InteriorNul = 3,

    /// <summary>A text is not UTF-8.</summary>
    InvalidUtf8 = 4,

    /// <summary>A text is not UTF-16.</summary>
    InvalidUtf16 = 5,

    /// <summary>An index, length or count is outside its block.</summary>
    OutOfRange = 6,

    /// <summary>A count times a size does not fit, or exceeds the largest block.</summary>
    SizeOverflow = 7,

    /// <summary>No such type is registered.</summary>
    UnknownType = 8,

    /// <summary>Outstanding borrows, or another call at work on the block, forbid it.</summary>
    Borrowed = 10,

    /// <summary>Shared while exclusively borrowed, or exclusive while borrowed.</summary>
    BorrowConflict = 11,

    /// <summary>The call needs the only reference, but there are more.</summary>
    Shared = 12,

    /// <summary>The block was freed already.</summary>
    DoubleFree = 20,

    /// <summary>The pointer is not from this copy of the library.</summary>
    ForeignPointer = 21,

    /// <summary>The pointer is ours, but not the start of a block.</summary>
    InteriorPointer = 22,

    /// <summary>The block is of another type than the call is for.</summary>
    WrongType = 23,

    /// <summary>A handle or another block owns it, the caller does not.</summary>
    NotOwned = 24,

    /// <summary>The block was forgotten on purpose.</summary>
    Forgotten = 25,

    /// <summary>A borrow is returned that is not out.</summary>
    NotBorrowed = 28,

    /// <summary>The handle was never issued by this copy of the library.</summary>
    InvalidHandle = 30,

    /// <summary>The handle was issued once and is gone since.</summary>
    StaleHandle = 31,

    /// <summary>Raw parts or a vec do not match the ledger.</summary>
    PartsMismatch = 32,

    /// <summary>Bytes just past the block were overwritten. The one misuse that does not refuse.</summary>
    Overrun = 33,

    /// <summary>A freed block was written to.</summary>
    WriteAfterFree = 34,

    /// <summary>There is no memory.</summary>
    OutOfMemory = 50,

    /// <summary>A limit of the library is reached.</summary>
    Limit = 51,

    /// <summary>The caller was compiled for another version of the ABI.</summary>
    AbiMismatch = 53,

    /// <summary>A report could not be written.</summary>
    Io = 54,

    /// <summary>An exception was caught at the boundary.</summary>
    Internal = 99,
}
