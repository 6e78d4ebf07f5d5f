using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>What must hold, whatever the threads do.</summary>
public enum BitsRule : byte
{
    None,

    // E1: slots = live + in rings and refills + in hands + |mine| + |theirs|.
    [Description("a slot is nowhere: neither live, nor in a ring, nor in bits")]
    NoSlotIsLost,
    [Description("a slot is in two places, so it can be handed out twice")]
    NoSlotIsTwice,

    // E2.
    [Description("the count of free slots is not that of the bits and of what is under way")]
    CountIsOfBits,

    [Description("somebody uses the bits that belong to the owner, and is not the owner, or becomes owner of an owned slab")]
    OneOwner,
    [Description("a slab is given back while a slot of it is missing")]
    GivenBackIsWhole,
    [Description("the slot that was freed last is reused at once")]
    ReuseIsLate,

    // At the end, when all threads are done.
    [Description("enough slots of a slab are free, yet nobody will ever find it")]
    FreeSlotsAreFound,
    [Description("no slot of a slab holds a block, yet it was not given back")]
    EmptyGoesBack,
    [Description("a listed slab has too few free slots, so whoever takes it has taken it in vain")]
    ListedHasEnough,
    [Description("a slab is owned by nobody who could use it")]
    OwnerUsesIt,
    [Description("a lock was left locked")]
    LocksAreOpen,
}
