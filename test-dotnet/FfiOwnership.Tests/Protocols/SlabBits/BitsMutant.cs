namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>A mistake that the protocol could have.</summary>
public enum BitsMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>A flush adds to the count before it sets the bits.</summary>
    CountsFirst,

    /// <summary>Whoever lists a slab does not look again whether all its slots are free.</summary>
    NoSecondLook,

    /// <summary>Whoever saw that all slots are free takes the slab without a look under the lock.</summary>
    TakesUnverified,

    /// <summary>A used-up slab is disowned whatever was freed meanwhile.</summary>
    DisownsPlainly,

    /// <summary>The slab of a thread that ends is disowned whatever was freed meanwhile.</summary>
    DisownsLastPlainly,

    /// <summary>Only a free that makes the count exactly the threshold lists the slab, though a flush adds several.</summary>
    JumpsOverThreshold,

    /// <summary>Only a free of a single slot is compared with the number of slots, though a flush adds several.</summary>
    JumpsOverWhole,

    /// <summary>A drain subtracts the count it has read before, instead of what it took.</summary>
    SubtractsSeen,

    /// <summary>Whoever takes a slab from the list does not subtract the bits that the former owner has left in it.</summary>
    ForgetsMineAtTaking,

    /// <summary>Whoever hands a slab over does not add the bits left in it.</summary>
    ForgetsMineAtLeaving,

    /// <summary>A flush uses the owner's bits of any owned slab, not only of its own current one.</summary>
    FlushesIntoAnyOwned,

    /// <summary>A thread that ends gives its slab up first, and flushes then.</summary>
    FlushesAfterDisown,

    /// <summary>A thread that ends forgets its ring.</summary>
    ForgetsRing,

    /// <summary>A thread that ends flushes half of its ring, as a full ring is flushed.</summary>
    FlushesHalfAtEnd,

    /// <summary>A thread that ends forgets the slots that it took out of its slab's bits.</summary>
    ForgetsRefill,

    /// <summary>Slots taken from the bits come behind the freed ones of the ring.</summary>
    RefillsBehind,

    /// <summary>The delay of reuse is not kept.</summary>
    ReusesAtOnce,

    /// <summary>A thread that ends gives an empty slab back itself, and stores the count 0.</summary>
    PoolsByStore,

    /// <summary>The heap of a thread is claimed although the thread is in a call.</summary>
    ClaimsBusy,

    // These are no mistakes.

    /// <summary>Whoever saw that enough slots are free lists the slab without a look under the lock.</summary>
    ListsUnverified,

    /// <summary>A thread that ends gives an empty slab back itself, if the count is 0, and else lists it.</summary>
    PoolsBySwap,
}
