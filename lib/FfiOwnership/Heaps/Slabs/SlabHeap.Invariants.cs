using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Checks the heap's own structures. Other threads may be at work, so only the free lists of the calling thread's slabs are checked.</content>
internal unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: slabs and entries. Owned: the free list of a slab that the calling thread owns.

    /// <inheritdoc/>
    public readonly Utf8Literal CheckInvariants()
    {
        uint last = SlabTable.Count;
        for (uint number = 1; number <= last; number++)
        {
            Slab* slab = SlabTable.At(number);
            Utf8Literal damage = CheckRecord(slab, number);
            damage = damage.IsEmpty && _thread != null && slab->Owner == _thread ? CheckFreeList(slab) : damage;
            if (!damage.IsEmpty)
            {
                return damage;
            }
        }

        return default;
    }

    /// <summary>Checks a slab's record against the entry area and the page map.</summary>
    private static Utf8Literal CheckRecord(Slab* slab, uint number)
    {
        if (slab->Number != number || EntryArea.SlabOf(slab->Entries) != slab)
        {
            return "a slab's record or the way from its entries to it is damaged"u8;
        }

        bool isMapped = slab->IsLarge
            ? LargeBlocks.IsSound(slab)
            : PageMap.At(slab->Base) == slab && PageMap.At(slab->Base + slab->RangeSize - 1) == slab;
        return isMapped ? default : (Utf8Literal)"the page map does not lead to a slab"u8;
    }

    /// <summary>Checks counts, state and free list of a slab that the calling thread owns.</summary>
    private static Utf8Literal CheckFreeList(Slab* slab)
    {
        if (slab->Bump > slab->SlotCount || slab->FreeCount > slab->Bump || slab->RemoteCount > slab->Bump - slab->FreeCount)
        {
            return "a slab's counts are damaged"u8;
        }

        if (!slab->IsOwned || slab->List is SlabListKind.None or SlabListKind.Abandoned or SlabListKind.Empty)
        {
            return "a slab is owned and not owned"u8;
        }

        uint slot = slab->Head;
        for (uint i = 0; i < slab->FreeCount; i++)
        {
            if (slot >= slab->Bump || slab->Entries[slot].Word.State is not (EntryState.Freed or EntryState.Unused))
            {
                return "a slab's free list leads to a slot that is not free"u8;
            }

            if (i + 1 == slab->FreeCount && slot != slab->Tail)
            {
                return "a slab's free list has another end"u8;
            }

            slot = slab->Entries[slot].Word.Link;
        }

        return default;
    }
}
