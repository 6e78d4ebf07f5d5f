using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Validation of the heap's own structures. Other threads may be at work: their slabs' lines are not looked at.</content>
internal sealed unsafe partial class SlabHeap
{
    // SAFETY (whole file): for ever: slabs and entries. Owned: the line of a slab of this thread's.

    /// <inheritdoc/>
    internal override Utf8Literal FindDamage()
    {
        ThreadHeap* mine = ThreadHeap.Mine;
        uint last = SlabTable.Count;
        for (uint number = 1; number <= last; number++)
        {
            Slab* slab = SlabTable.At(number);
            Utf8Literal damage = FindDamage(slab, number);
            damage = damage.IsEmpty && mine != null && slab->Owner == mine ? FindDamageInLine(slab) : damage;
            if (!damage.IsEmpty)
            {
                return damage;
            }
        }

        return default;
    }

    private static Utf8Literal FindDamage(Slab* slab, uint number)
    {
        if (slab->Number != number || EntryArea.SlabOf(slab->Entries) != slab)
        {
            return "a slab's record or the way from its entries to it is damaged"u8;
        }

        nuint size = slab->RangeSize;
        bool isMapped = PageMap.At(slab->Base) == slab && PageMap.At(slab->Base + size - 1) == slab;
        return isMapped ? default : (Utf8Literal)"the page map does not lead to a slab"u8;
    }

    private static Utf8Literal FindDamageInLine(Slab* slab)
    {
        if (slab->Used > slab->SlotCount || slab->Free > slab->Used || slab->RemoteCount > slab->Used - slab->Free)
        {
            return "a slab's counts are damaged"u8;
        }

        if (!slab->IsOwned || slab->List is SlabListKind.None or SlabListKind.Abandoned or SlabListKind.Empty)
        {
            return "a slab is owned and not owned"u8;
        }

        uint slot = slab->Head;
        for (uint i = 0; i < slab->Free; i++)
        {
            if (slot >= slab->Used || slab->Entries[slot].Word.State is not (EntryState.Freed or EntryState.Unused))
            {
                return "a slab's line of free slots leads to a slot that is not free"u8;
            }

            if (i + 1 == slab->Free && slot != slab->Tail)
            {
                return "a slab's line of free slots has another end"u8;
            }

            slot = slab->Entries[slot].Word.X;
        }

        return default;
    }
}
