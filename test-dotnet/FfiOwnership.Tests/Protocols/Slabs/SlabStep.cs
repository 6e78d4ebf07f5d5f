using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>The atomic steps of a thread at a slab. Each is named in the trace by its sentence.</summary>
internal enum SlabStep : byte
{
    [Description("has nothing left to do")]
    Done,

    // A free: Transitions.TryClaim, ThreadHeap.FreeSlot.
    [Description("swaps a block's entry to freed, if it still is live")]
    WinsBlock,
    [Description("reads whose slab it is")]
    ReadsOwner,
    [Description("puts the slot at the end of its own line")]
    PutsInLine,

    // Slab.PutRemotely.
    [Description("reads the remote word and links the slot to its head")]
    ReadsRemote,
    [Description("swaps the slot into the remote word")]
    Pushes,

    // ThreadHeap.Reclaim.
    [Description("writes its name as the owner")]
    NamesItself,

    // Slab.Drain.
    [Description("looks whether something waits in the remote list")]
    LooksAtRemote,
    [Description("takes the whole remote list and leaves it owned")]
    TakesRemote,
    [Description("appends what it took to the line")]
    Appends,

    // ThreadHeap.Relist.
    [Description("puts the slab where it belongs by its free slots")]
    Relists,
    [Description("takes its name off the empty slab")]
    UnnamesEmpty,
    [Description("locks the pool for the empty slab")]
    LocksForEmpty,
    [Description("puts the empty slab into the pool and unlocks")]
    PoolsEmpty,

    // ThreadHeap.CollectRemote.
    [Description("takes a waiting slab out of its list, to look for remote frees")]
    Tends,

    // ThreadHeap.TakeSlow and DisownFull.
    [Description("looks whether it has a current slab")]
    LooksAtCurrent,
    [Description("takes the slot that has been free longest")]
    TakesSlot,
    [Description("enters its new block")]
    Publishes,
    [Description("looks whether the slab is used up")]
    LooksIfUsedUp,
    [Description("takes its name off the full slab")]
    UnnamesFull,
    [Description("clears OWNED, if the remote list is empty")]
    Disowns,
    [Description("takes a slab that is ready")]
    TakesReady,
    [Description("locks the pool to look for a shared slab")]
    LocksForShared,
    [Description("takes a shared slab, if there is one, and unlocks")]
    TakesShared,
    [Description("writes its name on the slab that was shared")]
    NamesItselfOnShared,
    [Description("looks whether the slab that was shared has slots enough")]
    ChecksShared,
    [Description("locks the heaps to look for threads that have ended")]
    LocksHeaps,
    [Description("looks for the heap of a thread that has ended")]
    Gathers,
    [Description("unlocks the heaps")]
    UnlocksHeaps,
    [Description("locks the pool to look for an empty slab")]
    LocksForPooled,
    [Description("takes an empty slab, if there is one, and unlocks")]
    TakesPooled,
    [Description("makes the slab its current one")]
    BecomesCurrent,

    // ThreadHeap.Abandon.
    [Description("takes the slab out of the heap that is given up")]
    GivesAway,
    [Description("looks whether the slab given away is full")]
    LooksIfFull,
    [Description("takes the name off the full slab that is given away")]
    UnnamesGiven,
    [Description("clears OWNED of the full slab, if the remote list is empty")]
    DisownsGiven,
    [Description("takes the name off the slab that others may have")]
    UnnamesShared,
    [Description("locks the pool for the slab that others may have")]
    LocksForGiven,
    [Description("puts the slab where others find it and unlocks")]
    Shares,

    // The end of a thread.
    [Description("ends without a word")]
    Ends,
    [Description("locks the heaps to take one over")]
    LocksToTakeOver,
    [Description("takes over the heap of a thread that has ended, and unlocks")]
    TakesOver,
}
