using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>What must hold for a handle, whatever the threads do.</summary>
public enum WordRule : byte
{
    None,

    [Description("a block was dropped twice")]
    OneDrop,
    [Description("a block was dropped, or given to the caller, while it is lent out or referred to")]
    NoEndInUse,
    [Description("a block was not dropped although nobody has it any more")]
    DropAtTheLast,
    [Description("a handle that has ended worked again")]
    StaleForEver,
    [Description("a handle was issued for the second time")]
    IssuedOnce,
    [Description("a borrow lends another handle's block")]
    LendsItsOwn,
    [Description("a block is lent exclusively and to another as well")]
    AloneIsAlone,
    [Description("a block is dropped before its handle's generation has moved on")]
    GenerationFirst,
    [Description("a block is changed by a call that may not")]
    OnlyBorrowersChange,
    [Description("an entry is written by a call that does not hold it")]
    HoldersWrite,
    [Description("an entry is left claimed")]
    NothingIsLeftClaimed,
    [Description("a handle is left dying")]
    NothingIsLeftDying,
    [Description("a call was told that a handle is stale, which then lived on")]
    LiveIsNotStale,
    [Description("the only borrower was refused a change")]
    BorrowersMayChange,
    [Description("the borrower was refused its return")]
    BorrowersMayReturn,
    [Description("a change goes on although its borrow has been returned")]
    ChangesEndInTime,
}
