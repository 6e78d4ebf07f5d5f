using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>From any address to the block there, and from number to number. Nothing needs a pin: slabs and entries are permanent.</content>
internal readonly unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: slabs and entries. The pointer in question is only compared.

    private const uint SlotMask = (1u << SlabTable.SlotBits) - 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(void* pointer, out FoundBlock block)
    {
        // The block's memory is needed for its end, and missing it costs most where many blocks live. A prefetch never
        // faults, whatever the pointer, and lets this miss and the entry's overlap.
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(pointer);
        }

        Slab* slab = PageMap.At(pointer);
        if (slab == null)
        {
            block = default;
            return false;
        }

        uint slot = slab->SlotAt((nuint)((byte*)pointer - slab->Base));
        if (slot < slab->SlotCount && slab->MemoryOf(slot) == pointer)
        {
            block = SlotAt(slab, slot);
            return true;
        }

        // By way of a second variable: one whose address is taken lives in memory, here and in every method this is inlined into.
        FoundBlock found = FindSlow(slab, pointer);
        block = found;
        return block.Entry != null && block.Offset == 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFindEntry(uint id, out FoundBlock block)
    {
        uint number = id >> SlabTable.SlotBits;
        uint slot = id & SlotMask;
        if (number != 0 && number <= SlabTable.Count)
        {
            Slab* slab = SlabTable.At(number);
            if (slot < EntryCountOf(slab))
            {
                block = slab->IsLarge ? LargeBlock(slab) : SlotAt(slab, slot);
                return block.Word.State != EntryState.Unused;
            }
        }

        block = default;
        return false;
    }

    /// <inheritdoc/>
    public bool TryFindNext(ref uint cursor, out FoundBlock block)
    {
        uint last = SlabTable.Count;
        uint number = Math.Max(cursor >> SlabTable.SlotBits, 1);
        uint slot = cursor == 0 ? 0 : (cursor & SlotMask) + 1;
        for (; number <= last; number++, slot = 0)
        {
            Slab* slab = SlabTable.At(number);
            for (uint end = EntryCountOf(slab); slot < end; slot++)
            {
                cursor = number << SlabTable.SlotBits | slot;
                block = ConsistentBlock(slab, slot);
                if (block.Word.State != EntryState.Unused)
                {
                    return true;
                }
            }
        }

        block = default;
        return false;
    }

    /// <inheritdoc/>
    public void Leave(in FoundBlock block)
    {
        // There is nothing to let go of.
    }

    /// <inheritdoc/>
    public bool Owns(void* pointer) => PageMap.At(pointer) != null;

    /// <inheritdoc/>
    public Entry* EntryAt(uint id) => SlabTable.At(id >> SlabTable.SlotBits)->Entries + (id & SlotMask);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint IdOf(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        return slab->Number << SlabTable.SlotBits | (uint)(entry - slab->Entries);
    }

    /// <inheritdoc/>
    public FoundBlock Of(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        return slab->IsLarge ? LargeBlock(slab) : SlotAt(slab, (uint)(entry - slab->Entries));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FoundBlock At(uint id)
    {
        Slab* slab = SlabTable.At(id >> SlabTable.SlotBits);
        return slab->IsLarge ? LargeBlock(slab) : SlotAt(slab, id & SlotMask);
    }

    // Entries from here on were never used. A slab's owner may be at work: then a new one may be missed.
    private static uint EntryCountOf(Slab* slab) => slab->IsLarge ? 1 : Math.Max(Volatile.Read(ref slab->BumpHighWater), Volatile.Read(ref slab->Bump));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FoundBlock SlotAt(Slab* slab, uint slot)
    {
        Entry* entry = slab->Entries + slot;
        FoundBlock block;
        block.Entry = entry;
        block.Word = entry->Word;
        block.Info = entry->Info;
        block.Block = slab->MemoryOf(slot);
        block.Size = slab->SlotSize - block.Info.Slack;
        block.Offset = 0;
        block.Home = slab;

        // Read here and not at the slot's free, where a processor would wait for it behind the swap.
        block.IsLocal = _thread != null && slab->Owner == _thread;
        return block;
    }

    private static FoundBlock LargeBlock(Slab* slab)
    {
        Entry* entry = slab->Entries;
        return new FoundBlock { Entry = entry, Word = entry->Word, Info = entry->Info, Block = slab->Base, Size = Volatile.Read(ref slab->LargeBytes), Home = slab };
    }

    // Word and size of one moment: the size is written before a block's word, which has a new reuse count each time.
    private FoundBlock ConsistentBlock(Slab* slab, uint slot)
    {
        FoundBlock block;
        do
        {
            block = slab->IsLarge ? LargeBlock(slab) : SlotAt(slab, slot);
        }
        while (block.Entry->Word != block.Word);

        return block;
    }

    // A pointer into a slab that is no start of a slot: a large block, the inside of a block, or what is left at a slab's end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FoundBlock FindSlow(Slab* slab, void* pointer)
    {
        uint slot = slab->SlotAt((nuint)((byte*)pointer - slab->Base));
        if (slot >= slab->SlotCount && !slab->IsLarge)
        {
            return default;
        }

        FoundBlock block = ConsistentBlock(slab, slot);
        block.Offset = (nuint)((byte*)pointer - block.Block);
        return block.Offset == 0 || block.Offset < block.Size ? block : default;
    }
}
