using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps.Slabs;

/// <content>The way of freed slots home to their slabs, and the check of those that wait.</content>
internal unsafe partial struct SlotCache
{
    // SAFETY (whole file): owned: the cache, its ring, and the current slab's bits. Permanent: records and entries.

    /// <summary>Sends the oldest freed slots home. They leave the ring first: who finds this half done has lost slots, and has none twice.</summary>
    /// <param name="count">How many; not more than there are.</param>
    /// <remarks>Slots of one slab are often freed together. Then they are one change of the map for each word, and one of the count.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Flush(uint count)
    {
        uint at = _head;
        uint end = at + count;
        _head = end;
        _count -= count;
        PrefetchHomes(at, end);
        while (at != end)
        {
            Slab* slab = SlabOf(_ring[at & _mask]);
            uint begin = at;
            do
            {
                SendWordHome(slab, ref at, end);
            }
            while (at != end && SlabOf(_ring[at & _mask]) == slab);

            if (slab != _slab)
            {
                AddedFree added = slab->AddFree(at - begin);
                if (added != AddedFree.IsNoMatter)
                {
                    SlabPools.OfClass(slab->ClassNumber)->OnAdded(slab, added);
                }
            }
        }
    }

    /// <summary>Checks the ring: every element is a slot without a block, and none is there twice.</summary>
    /// <returns>A sentence that says what is damaged; empty: nothing is.</returns>
    public readonly Utf8Literal Check()
    {
        if (_count > _mask + 1)
        {
            return "a thread has more free slots than it can have"u8;
        }

        for (uint i = 0; i < _count; i++)
        {
            ulong element = _ring[(_head + i) & _mask];
            Slab* slab = SlabOf(element);
            if (!SlabTable.Has(slab) || SlotOf(element) >= slab->SlotCount || slab->Entries[SlotOf(element)].Word.State is not (EntryState.Freed or EntryState.Unused))
            {
                return "a slot that is not free is among a thread's free slots"u8;
            }

            for (uint j = 0; j < i; j++)
            {
                if (_ring[(_head + j) & _mask] == element)
                {
                    return "a slot is among a thread's free slots twice"u8;
                }
            }
        }

        return default;
    }

    // An atomic instruction waits for its cache line, and the next one for it. If the slots have many homes, their lines are asked
    // for together before.
    private readonly void PrefetchHomes(uint at, uint end)
    {
        if (!Sse.IsSupported || SlabOf(_ring[at & _mask]) == SlabOf(_ring[(end - 1) & _mask]))
        {
            return;
        }

        for (; at != end; at++)
        {
            ulong element = _ring[at & _mask];
            SlabOf(element)->PrefetchHome(SlotOf(element) / Slab.WordBits);
        }
    }

    // Slots that stand in the ring one behind the other and in the slab's map in one word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void SendWordHome(Slab* slab, ref uint at, uint end)
    {
        // The upper bits of an element are its slab and its word.
        ulong first = _ring[at & _mask];
        ulong bits = 0;
        for (ulong element = first; (element ^ first) < Slab.WordBits; element = _ring[at & _mask])
        {
            bits |= 1ul << (int)element;
            if (++at == end)
            {
                break;
            }
        }

        uint word = SlotOf(first) / Slab.WordBits;
        if (slab == _slab)
        {
            slab->SetMine(word, bits);
        }
        else
        {
            slab->SetTheirs(word, bits);
        }
    }
}
