using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>What must hold for a slab, whatever the threads do.</summary>
public enum SlabRule : byte
{
    None,

    [Description("two threads are at work on the owner's part of the slab")]
    OneOwner,
    [Description("a freed slot is in no list and in nobody's hands")]
    NoSlotIsLost,
    [Description("a slot is in two lists, or in one although its block lives")]
    NoSlotIsTwice,
    [Description("the count of the remote list is not its length")]
    CountIsLength,
    [Description("the slab has no owner, yet slots wait in its remote list")]
    UnownedIsEmpty,
    [Description("the slab comes into a list while it is in another")]
    OneList,
    [Description("slots are free, yet nobody will ever find the slab")]
    FreeSlotsAreFound,
    [Description("the owner's name is not that of the heap whose list the slab is in")]
    NameIsTrue,
    [Description("a lock was left locked")]
    LocksAreOpen,
}
