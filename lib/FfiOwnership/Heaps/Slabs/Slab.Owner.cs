using System.Runtime.CompilerServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>What only the owner's thread does: taking and putting back slots, without an atomic step.</content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): owned: cache line 2 and the links of freed entries in the free list are the owner's.

    /// <summary>Takes the slot that has been free longest, or one that was never used.</summary>
    /// <returns><see cref="NoSlot"/> if there is none to be had.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take()
    {
        if (FreeCount > Withheld)
        {
            uint oldest = Head;
            Head = Entries[oldest].Word.Link;
            FreeCount--;
            return oldest;
        }

        uint unused = Bump;
        if (unused < SlotCount)
        {
            Bump = unused + 1;
            return unused;
        }

        return NoSlot;
    }

    /// <summary>Puts a freed slot at the end of the free list.</summary>
    /// <returns>Whether <see cref="NextTransition"/> is reached.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Put(uint slot)
    {
        uint free = FreeCount;
        if (free != 0)
        {
            Entry* tail = Entries + Tail;
            tail->Store(tail->Word.WithLink(slot));
        }
        else
        {
            Head = slot;
        }

        Tail = slot;
        FreeCount = free + 1;
        return free + 1 == NextTransition;
    }

    /// <summary>Begins anew, from the first slot: the memory behind the slots is another.</summary>
    public void Reset()
    {
        BumpHighWater = Math.Max(BumpHighWater, Bump);
        Bump = 0;
        FreeCount = 0;
    }
}
