using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>The atomic steps of a thread with large blocks. Each is named in the trace by its sentence.</summary>
internal enum LargeStep : byte
{
    [Description("has nothing left to do")]
    Done,

    // LargeBlocks.TryTake, SlabTable.TryBind, Transitions.Publish.
    [Description("takes the free record")]
    TakesRecord,
    [Description("writes the record's base")]
    WritesBase,
    [Description("writes the record's size")]
    WritesSize,
    [Description("enters the record into the page map")]
    EntersMap,
    [Description("stores the new block's word")]
    Publishes,

    // SlabHeap.TryFind, Transitions.TryClaim; and Descriptions.TryRead, which ends with the second look.
    [Description("looks in the page map")]
    ReadsMap,
    [Description("reads the word")]
    ReadsWord,
    [Description("reads the record's base")]
    ReadsBase,
    [Description("reads the record's size")]
    ReadsSize,
    [Description("reads the word again")]
    ReadsWordAgain,
    [Description("reads the guard bytes before anything is won")]
    ReadsBytesEarly,
    [Description("swaps the word")]
    Swaps,
    [Description("compares the record's base with the pointer again")]
    ComparesAgain,
    [Description("reads the guard bytes")]
    ReadsBytes,

    // LargeBlocks.Recycle and GiveBack.
    [Description("passes the lock")]
    PassesLock,
    [Description("says in the page map that the range is gone")]
    LeavesMap,
    [Description("takes the range out of the record: the size")]
    ClearsSize,
    [Description("takes the range out of the record: the base")]
    ClearsBase,
    [Description("gives the memory back to the system")]
    Unmaps,
    [Description("frees the record")]
    FreesRecord,

    // Invariants.Check, with SlabHeap.TryFindEntry and Leave.
    [Description("takes the lock")]
    Locks,
    [Description("reads the word, to validate the block")]
    ReadsLiveWord,
    [Description("reads the block's base")]
    ReadsLiveBase,
    [Description("reads the block's bytes")]
    ReadsLiveBytes,
    [Description("opens the lock")]
    Unlocks,
}
