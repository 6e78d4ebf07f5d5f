namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>A mistake that the protocol could have.</summary>
public enum GateMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>The claimant does not have all processors agree.</summary>
    NoBarrier,

    /// <summary>The claimant looks whether the heap is in use before all processors agree.</summary>
    LooksBeforeBarrier,

    /// <summary>A call checks the marks and stores <c>busy</c> then.</summary>
    ChecksBeforeBusy,

    /// <summary>A call stores <c>busy</c> only when it is done with reading its ring.</summary>
    ReadsRingBeforeBusy,

    /// <summary>A call reads its ring after <c>busy</c>, but before it checks the marks: a check without acquire.</summary>
    ReadsRingBeforeCheck,

    /// <summary>A call that meets a claim goes on.</summary>
    IgnoresClaim,

    /// <summary>The claimant takes a heap that is in use.</summary>
    IgnoresBusy,

    /// <summary>The claimant reads the ring before <c>busy</c>: a look without acquire.</summary>
    ClaimantReadsRingFirst,

    /// <summary>The claim ends before the ring was flushed.</summary>
    ReleasesBeforeFlush,

    /// <summary>What was read of the heap before a callback is used after it.</summary>
    KeepsHeapOverCallback,

    /// <summary>A call begins again after a callback without a look at the marks.</summary>
    ReturnsWithoutCheck,

    /// <summary>The end of a call is a plain store: it may be visible before the ring's.</summary>
    LeavesPlainly,

    /// <summary>The end of a claim is a plain store.</summary>
    ReleasesPlainly,

    /// <summary>A call that meets a claim waits on the lock of the heaps.</summary>
    WaitsOnLock,

    /// <summary>A heap that a thread gets in the middle of a call is not marked as busy.</summary>
    GetsHeapUnmarked,

    /// <summary>A call that waits is marked as busy meanwhile.</summary>
    WaitsBusy,

    /// <summary>A call that gives its heap back is not counted from then on.</summary>
    DetachesUncounted,

    /// <summary>A fork does not look again whether calls are counted.</summary>
    ForkCountsOnce,

    /// <summary>A fork takes the lock of the heaps and then waits for the calls.</summary>
    ForkHoldsLock,

    /// <summary>A fork claims the heaps by the same mark as a claimant.</summary>
    ForkSharesClaim,

    /// <summary>A fork does not have all processors agree.</summary>
    ForkWithoutBarrier,

    /// <summary>The claimant unlocks the heaps when it has stored its marks, and claims heaps that another one has marked.</summary>
    ClaimsClaimed,

    /// <summary>The claimant unlocks the heaps when it has stored its marks, and a thread gets a heap that is claimed.</summary>
    GetsClaimedHeap,

    /// <summary>The claimant unlocks the heaps when it has stored its marks. No mistake.</summary>
    UnlocksEarly,
}
