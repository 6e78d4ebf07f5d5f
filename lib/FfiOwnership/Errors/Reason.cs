namespace FfiOwnership.Errors;

/// <summary>What exactly went wrong: chooses the sentence of the message. Finer than <see cref="Status"/>.</summary>
internal enum Reason
{
    /// <summary><see cref="Failure.Text"/> is the whole sentence.</summary>
    Sentence,

    /// <summary><see cref="Failure.Text"/> names the parameter that is NULL.</summary>
    Null,

    /// <summary>The struct that the parameter <see cref="Failure.Text"/> leads to is of no known version, but says <see cref="Failure.StructSize"/>; <see cref="Failure.Name"/> is what it should begin with.</summary>
    UnknownVersion,

    /// <summary>A payload that is to be adopted is memory of the library.</summary>
    PayloadIsOurs,

    /// <summary>Element <see cref="Failure.Offset"/> of the array named <see cref="Failure.Text"/> is NULL.</summary>
    NullElement,

    InteriorNul,
    InvalidUtf8,
    InvalidUtf16,
    UnknownType,
    OutOfMemory,

    /// <summary>The pointer is no block's.</summary>
    Foreign,

    /// <summary>The pointer is no block's, and was a large block's whose memory has gone back to the system.</summary>
    GivenBack,

    /// <summary>The pointer is a block of another library with a ledger, which <see cref="Failure.Text"/> names. <see cref="Failure.OtherTypeName"/> is its type.</summary>
    OthersBlock,

    /// <summary>The same, but that library would refuse to free it now.</summary>
    OthersHeldBlock,

    /// <summary>The pointer leads into a block of another library.</summary>
    OthersInterior,

    /// <summary>The pointer was a block of another library.</summary>
    OthersFreedBlock,

    /// <summary>The pointer leads into memory of another library, where it has no block.</summary>
    OthersMemory,
    Interior,
    WrongType,
    FreedAlready,

    /// <summary>It was freed so long ago that its type is not known any more.</summary>
    FreedLongAgo,

    /// <summary>Another call has claimed the block in order to end it.</summary>
    BeingFreed,

    /// <summary>Another call is changing the block.</summary>
    Busy,
    OwnedByBlock,

    /// <summary>The block that owned it is gone, or names it no longer.</summary>
    Orphaned,
    OwnedByHandle,

    /// <summary>The block is a part of a tree that another call has claimed.</summary>
    OwnedByTree,

    /// <summary>An owned field holds a block that is claimed already.</summary>
    InClaimedTree,
    Forgotten,
    SharedBorrowed,

    /// <summary>A block that was freed by this call had been overrun.</summary>
    Overrun,

    /// <summary>A live block has been overrun.</summary>
    OverrunFound,
    WriteAfterFree,
    NoOwnedField,
    OffsetBeyond,
    PartsMismatch,
    LengthBeyondCapacity,
    IndexBeyondLength,

    HandleInvalid,

    /// <summary>The handle is one of another library with a ledger, which <see cref="Failure.Text"/> names. <see cref="Failure.OtherTypeName"/> is its type.</summary>
    OthersHandle,

    /// <summary>The handle is one of another library, and what it named there has ended.</summary>
    OthersStaleHandle,
    HandleStale,
    HandleClosing,
    HandleWrongType,
    HandleBorrowed,
    HandleShared,
    HandleNotBorrowed,
    HandleBorrowConflict,

    /// <summary>A file could not be written: <see cref="Failure.Text"/> is what the system says, <see cref="Failure.SystemError"/> its number.</summary>
    Io,

    /// <summary>An exception was caught: <see cref="Failure.Text"/> is its message.</summary>
    Exception,
}
