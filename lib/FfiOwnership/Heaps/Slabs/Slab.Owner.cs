using System.Runtime.CompilerServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Operations of the owner's thread: it takes and frees slots without atomic instructions.</content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): owned: cache line 2, and the links in the entries of the free list. Permanent: entries.

    /// <summary>Takes the slot that has been free longest; if none may be reused yet, the next never-used one.</summary>
    /// <returns><see cref="NoSlot"/> if the slab has neither.</returns>
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

    /// <summary>Appends a freed slot to the free list.</summary>
    /// <returns>Whether the slab now belongs in another list: <see cref="NextTransition"/> is reached.</returns>
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

    /// <summary>Makes all slots never-used again, after the slab was decommitted. Its entries keep their words.</summary>
    public void Reset()
    {
        BumpHighWater = Math.Max(BumpHighWater, Bump);
        Bump = 0;
        FreeCount = 0;
    }
}
