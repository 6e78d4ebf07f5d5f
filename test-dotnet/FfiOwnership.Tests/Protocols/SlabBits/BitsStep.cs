using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>The atomic steps of a thread. Each is named in the trace by its sentence; what only the thread can see belongs to the step before.</summary>
internal enum BitsStep : byte
{
    [Description("has nothing left to do")]
    Done,

    // A free, and a flush.
    [Description("swaps a block's entry to freed, if it is live, and puts the slot into its ring")]
    Frees,
    [Description("puts the freed slot into its ring")]
    PutsInRing,
    [Description("goes on with the flush")]
    Flushes,
    [Description("puts slots into the bits of its own slab")]
    PutsInMine,
    [Description("sets the bit of a freed slot")]
    SetsBit,
    [Description("adds them to the count")]
    AddsCount,
    [Description("looks what became of the slab")]
    Decides,

    // Listing a slab, and giving one back.
    [Description("locks the class to list the slab")]
    LocksToList,
    [Description("lists the slab if it still is nobody's and has enough")]
    Lists,
    [Description("looks again whether all slots are free")]
    LooksAgain,
    [Description("locks the class to take the slab, all of whose slots are free")]
    LocksToTake,
    [Description("takes the slab if it still is listed and all its slots are free, and unlocks")]
    TakesWhole,
    [Description("unlocks the class")]
    Unlocks,
    [Description("looks whether it has the bits of all slots")]
    ChecksWhole,
    [Description("locks the class to give the slab back")]
    LocksToPool,
    [Description("puts the slab into the pool, and unlocks")]
    Pools,

    // A drain.
    [Description("exchanges a word of the others' bits")]
    TakesWord,
    [Description("subtracts what it took from the count")]
    Subtracts,

    // Making a block.
    [Description("takes a slot of its own")]
    TakesSlot,
    [Description("reads the count of its slab, which is used up")]
    ReadsCount,
    [Description("disowns its slab, if the count is the same")]
    Disowns,
    [Description("locks the class to look for a slab")]
    LocksToLook,
    [Description("takes a slab from the list, or from the pool, and unlocks")]
    TakesSlab,
    [Description("makes the slab its current one")]
    BecomesCurrent,
    [Description("locks the heaps to claim one")]
    LocksHeaps,
    [Description("claims the heap of a thread that has ended, or is in no call")]
    Claims,
    [Description("unlocks the heaps")]
    UnlocksHeaps,

    // Giving up a heap.
    [Description("has given the heap up")]
    FlushesLate,
    [Description("reads the count of the slab that it gives up")]
    ReadsLast,
    [Description("disowns the slab with the bits it has, if the count is the same")]
    DisownsLast,
    [Description("locks the class to hand the slab over")]
    LocksToHandOver,
    [Description("puts the slab into the list, with the bits it has")]
    HandsOver,
    [Description("begins to give the heap up, and puts its refill back into the bits")]
    Leaves,
    [Description("ends without a word")]
    Ends,
}
