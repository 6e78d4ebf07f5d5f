namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>A mistake that the protocol could have.</summary>
public enum SlabMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>A full slab is disowned by a store, whatever came into the remote list meanwhile.</summary>
    DisownsByStore,

    /// <summary>The owner's name goes only after OWNED is clear, when another may have written its own.</summary>
    UnnamesLate,

    /// <summary>A drain leaves the remote word without OWNED.</summary>
    DrainLosesOwned,

    /// <summary>A drain reads the list and then stores an empty one.</summary>
    DrainsByStore,

    /// <summary>A remote free stores the word instead of swapping it.</summary>
    PushesByStore,

    /// <summary>A remote free does not count.</summary>
    PushDoesNotCount,

    /// <summary>A remote free into a slab without owner leaves it without.</summary>
    PushLeavesUnowned,

    /// <summary>Whoever sets OWNED does not look after the slab.</summary>
    PushDoesNotAdopt,

    /// <summary>A disowning that failed is not made up for.</summary>
    ForgetsWhenDisowningFails,

    /// <summary>A thread that ends leaves its full slabs owned.</summary>
    LeavesFullOwned,

    /// <summary>A slab keeps its owner's name in the shared list.</summary>
    SharesWithName,

    /// <summary>A slab is shared before its owner is done with it.</summary>
    SharesThenDrains,

    /// <summary>The heaps of ended threads are gathered without the lock.</summary>
    GathersWithoutLock,

    /// <summary>Every remote free looks after the slab, also if it has an owner.</summary>
    EveryPushAdopts,

    /// <summary>A second free is not noticed.</summary>
    FreesByStore,

    /// <summary>An adopted slab is put in order without draining it first.</summary>
    AdoptsWithoutDraining,

    /// <summary>A slab given away is not drained first.</summary>
    GivesAwayWithoutDraining,
}
