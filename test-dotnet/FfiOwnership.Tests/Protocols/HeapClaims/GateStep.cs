using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>The steps of a thread. A store goes to the thread's store buffer; a locked one waits until that is empty.</summary>
internal enum GateStep : byte
{
    [Description("has nothing left to do")]
    Done,

    // The beginning of a call: own_try_enter.
    [Description("stores busy = 1")]
    StoresBusy,
    [Description("reads whether its heap is claimed")]
    ReadsClaimed,
    [Description("reads whether calls are closed")]
    ReadsClosed,
    [Description("stores busy = 0, to wait")]
    StoresIdleToWait,
    [Description("waits until its heap is not claimed")]
    WaitsForClaim,
    [Description("waits for the lock of the heaps")]
    WaitsForLock,
    [Description("unlocks the heaps again")]
    UnlocksAfterWait,
    [Description("waits until calls are open")]
    WaitsForOpen,

    // The beginning of a thread's first call.
    [Description("counts itself in")]
    CountsIn,
    [Description("reads whether calls are closed, as a counted one")]
    ReadsClosedCounted,
    [Description("counts itself out, to wait")]
    CountsOutToWait,
    [Description("locks the heaps to get one")]
    LocksForHeap,
    [Description("stores busy = 1 in the heap it gets")]
    MarksHeap,
    [Description("stores that the heap is taken")]
    TakesHeap,
    [Description("unlocks the heaps, with a heap")]
    UnlocksWithHeap,

    // A call.
    [Description("reads its ring")]
    ReadsRing,
    [Description("stores its ring without a slot, or with the freed one")]
    StoresRing,
    [Description("stores busy = 0 and calls back")]
    CallsBack,
    [Description("stores busy = 0")]
    StoresIdle,
    [Description("counts itself out")]
    CountsOut,

    // The end of a thread's use of its heap.
    [Description("counts itself in before it gives its heap back")]
    CountsInToDetach,
    [Description("locks the heaps to give its own back")]
    LocksToDetach,
    [Description("stores an empty ring in its heap")]
    StoresEmptyRing,
    [Description("stores its slots into the pool")]
    StoresBack,
    [Description("stores busy = 0 in the heap that it gives back")]
    StoresIdleForNext,
    [Description("stores that the heap is not taken")]
    StoresUntaken,
    [Description("unlocks the heaps, without a heap")]
    UnlocksWithoutHeap,

    // A call that needs a slot.
    [Description("locks the heaps")]
    LocksHeaps,
    [Description("reads the pool")]
    ReadsPool,
    [Description("stores the pool without a slot")]
    StoresPool,
    [Description("unlocks the heaps")]
    UnlocksHeaps,

    // The claim of another heap.
    [Description("stores claimed = 1 in another heap")]
    StoresClaimed,
    [Description("unlocks the heaps, with its marks stored")]
    UnlocksMarked,
    [Description("reads the ring of the other heap ahead")]
    ReadsOtherAhead,
    [Description("has all processors agree")]
    Fences,
    [Description("reads whether the other heap is in use")]
    ReadsOtherBusy,
    [Description("reads the ring of the other heap")]
    ReadsOtherRing,
    [Description("stores an empty ring in the other heap")]
    StoresOtherRing,
    [Description("locks the pool to store the slots")]
    LocksPool,
    [Description("stores the slots into the pool")]
    StoresFlushed,
    [Description("unlocks the pool")]
    UnlocksPool,
    [Description("stores claimed = 0 in the other heap")]
    StoresReleased,

    // A fork.
    [Description("locks the heaps to fork")]
    LocksToFork,
    [Description("closes calls")]
    ClosesCalls,
    [Description("waits until no call is counted")]
    AwaitsCounted,
    [Description("claims the heaps to fork")]
    ClaimsToFork,
    [Description("has all processors agree to the fork")]
    FencesToFork,
    [Description("waits until no heap is in use")]
    AwaitsIdle,
    [Description("waits once more until no call is counted")]
    AwaitsCountedAgain,
    [Description("forks")]
    Forks,
    [Description("opens calls")]
    OpensCalls,
    [Description("ends the claims of the fork")]
    ReleasesAfterFork,
    [Description("unlocks the heaps after the fork")]
    UnlocksAfterFork,

    // A processor.
    [Description("has a store of its buffer become visible to all")]
    Drains,
}
