using System.Numerics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Checks the heap's own structures. Other threads may be at work, so of the free slots only the calling thread's are checked.</content>
internal unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: slabs and entries. Owned: the calling thread's caches and current slabs.

    /// <inheritdoc/>
    public readonly Utf8Literal CheckInvariants()
    {
        uint last = SlabTable.Count;
        for (uint number = 1; number <= last; number++)
        {
            Utf8Literal damage = CheckRecord(SlabTable.At(number), number);
            if (!damage.IsEmpty)
            {
                return damage;
            }
        }

        for (uint number = 0; _thread != null && number < SizeClass.Count; number++)
        {
            SlotCache* cache = _thread->Cache(number);
            Utf8Literal damage = cache->Check();
            damage = damage.IsEmpty && cache->Current->SlotCount != 0 ? CheckCurrent(cache->Current, number) : damage;
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

    /// <summary>Checks the word and the free slots of a slab that the calling thread hands out.</summary>
    private static Utf8Literal CheckCurrent(Slab* slab, uint sizeClass)
    {
        if (!slab->IsOwned || slab->ClassNumber != sizeClass)
        {
            return "a slab is owned and not owned"u8;
        }

        for (uint word = 0; word < slab->WordCount; word++)
        {
            // Others only set bits of theirs meanwhile, and only of slots that are in use.
            ulong mine = slab->Mine[word];
            if ((mine & Volatile.Read(ref slab->Theirs[word])) != 0)
            {
                return "a slot of a slab is free twice"u8;
            }

            for (; mine != 0; mine &= mine - 1)
            {
                uint slot = (word * Slab.WordBits) + (uint)BitOperations.TrailingZeroCount(mine);
                if (slot >= slab->SlotCount || !IsFree(slab, slot))
                {
                    return "a slot that is not free is among a slab's free slots"u8;
                }
            }
        }

        return default;
    }

    private static bool IsFree(Slab* slab, uint slot) => slab->Entries[slot].Word.State is EntryState.Freed or EntryState.Unused;
}
