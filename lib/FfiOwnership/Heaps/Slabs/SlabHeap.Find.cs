using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Finds blocks by address, by entry and by number. Small blocks need no pin: their slabs are permanent.</content>
internal unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: slabs and entries. The pointer in question is only compared and prefetched.

    /// <summary>The bits of an entry's number that hold its slot.</summary>
    private const uint SlotMask = (1u << SlabTable.SlotBits) - 1;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryFind(void* pointer, out FoundBlock block)
    {
        Prefetch(pointer);
        Slab* slab = PageMap.At(pointer);
        if (slab == null)
        {
            block = default;
            return false;
        }

        if (slab->IsStart(pointer, out uint slot))
        {
            block = SlotAt(slab, slot, (byte*)pointer);
            return true;
        }

        // A static method, and a second variable: a variable whose address a call takes must be in memory instead of registers,
        // here and in every method that this one is inlined into.
        FoundBlock found = FindSlow(slab, pointer);
        block = found;
        return block.Entry != null && block.Offset == 0;
    }

    /// <summary>Finds a small block by its start, and no other.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="block">What was found; undefined if nothing was.</param>
    /// <remarks>Calls nothing.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryFindSmall(void* pointer, out FoundBlock block)
    {
        Prefetch(pointer);
        Slab* slab = PageMap.At(pointer);
        if (slab == null || !slab->IsStart(pointer, out uint slot))
        {
            Unsafe.SkipInit(out block);
            return false;
        }

        block = SlotAt(slab, slot, (byte*)pointer);
        return true;
    }

    /// <summary>Finds a small block that this thread can end by stores alone, by <see cref="EndFast"/>.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="block">What was found; undefined if nothing was.</param>
    /// <returns>False for all other blocks, and if the thread's ring has no room for two slots more of the block's size class.</returns>
    /// <remarks>Calls nothing. The thread has a heap.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryFindToEnd(void* pointer, out FoundBlock block) => TryFindSmall(pointer, out block) && HasRoomFor((Slab*)block.Home);

    /// <summary>The same, by the number of the block's entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryFindToEnd(uint id, out FoundBlock block)
    {
        Slab* slab = SlabTable.At(id >> SlabTable.SlotBits);
        if (slab->IsLarge || !HasRoomFor(slab))
        {
            Unsafe.SkipInit(out block);
            return false;
        }

        block = SlotAt(slab, id & SlotMask, slab->MemoryOf(id & SlotMask));
        return true;
    }

    /// <summary>Counts a block as freed and frees its slot. <see cref="TryFindToEnd(void*, out FoundBlock)"/> has found it, as one of at most two.</summary>
    /// <remarks>Calls nothing.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void EndFast(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        _thread->Counters.CountFreed(block.Info.Period, block.Size);
        _thread->Cache(slab->ClassNumber)->Put(slab, block.Slot);
    }

    /// <summary>Gives a slot back that was taken last of its size class, and not published. Calls nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CancelFast(in Reservation reserved)
    {
        Slab* slab = (Slab*)reserved.Home;
        _thread->Cache(slab->ClassNumber)->Return(slab, (uint)(reserved.Entry - slab->Entries));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryFindEntry(uint id, out FoundBlock block)
    {
        uint number = id >> SlabTable.SlotBits;
        uint slot = id & SlotMask;
        if (number != 0 && number <= SlabTable.Count)
        {
            Slab* slab = SlabTable.At(number);
            if (slot < EntryCountOf(slab))
            {
                if (slab->IsLarge)
                {
                    return LargeBlocks.TryPin(slab, out block);
                }

                block = SlotAt(slab, slot, slab->MemoryOf(slot));
                return block.Word.State != EntryState.Unused;
            }
        }

        block = default;
        return false;
    }

    /// <inheritdoc/>
    public readonly bool TryFindNext(ref uint cursor, out FoundBlock block)
    {
        uint last = SlabTable.Count;
        uint number = Math.Max(cursor >> SlabTable.SlotBits, 1);
        uint slot = cursor == 0 ? 0 : (cursor & SlotMask) + 1;
        for (; number <= last; number++, slot = 0)
        {
            Slab* slab = SlabTable.At(number);
            if (slab->IsPooled)
            {
                // Without a block; looking at entries that have gone back to the system would bring them back.
                continue;
            }

            for (uint end = EntryCountOf(slab); slot < end; slot++)
            {
                cursor = number << SlabTable.SlotBits | slot;
                if (slab->IsLarge)
                {
                    if (LargeBlocks.TryPin(slab, out block))
                    {
                        return true;
                    }

                    continue;
                }

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Leave(in FoundBlock block)
    {
        if (block.IsPinned)
        {
            LargeBlocks.Unpin();
        }
    }

    /// <inheritdoc/>
    public readonly bool Owns(void* pointer) => PageMap.At(pointer) != null && !SlabTable.IsGone(pointer);

    /// <inheritdoc/>
    public readonly bool IsLost(in FoundBlock block) => block.Word.State == EntryState.Unused && block.Slot < ((Slab*)block.Home)->LostEntries;

    /// <inheritdoc/>
    public readonly bool WasGivenBack(void* pointer) => SlabTable.IsGone(pointer);

    /// <inheritdoc/>
    public readonly Entry* EntryAt(uint id) => SlabTable.At(id >> SlabTable.SlotBits)->Entries + (id & SlotMask);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint IdOf(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        return slab->Number << SlabTable.SlotBits | (uint)(entry - slab->Entries);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint IdOf(in FoundBlock block) => ((Slab*)block.Home)->Number << SlabTable.SlotBits | block.Slot;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)] // Inlined, it writes the block twice, and the second time waits for the first.
    public readonly FoundBlock Of(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        uint slot = (uint)(entry - slab->Entries);
        return slab->IsLarge ? LargeAt(slab) : SlotAt(slab, slot, slab->MemoryOf(slot));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly FoundBlock At(uint id)
    {
        Slab* slab = SlabTable.At(id >> SlabTable.SlotBits);
        return slab->IsLarge ? LargeAt(slab) : SlotAt(slab, id & SlotMask, slab->MemoryOf(id & SlotMask));
    }

    private static uint EntryCountOf(Slab* slab) => slab->IsLarge ? 1 : slab->UsedCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool HasRoomFor(Slab* slab) => _thread->Cache(slab->ClassNumber)->HasRoomForTwo();

    // Ending a block reads its guard bytes, a cache miss where there are many blocks. A prefetch never faults, whatever the pointer
    // is, and makes this miss overlap with that of the entry.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(void* pointer)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(pointer);
        }
    }

    /// <summary>Reads the block in a slot of a slab that is not a large block's. Word and size belong together only if the word is still the same afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FoundBlock SlotAt(Slab* slab, uint slot, byte* memory)
    {
        Entry* entry = slab->Entries + slot;
        FoundBlock block;
        block.Entry = entry;
        block.Word = entry->Word;
        block.Info = entry->Info;
        block.Block = memory;
        block.Size = slab->SlotSize - block.Info.Slack;
        block.Offset = 0;
        block.Home = slab;
        block.Slot = slot;
        return block;
    }

    /// <summary>Reads the block in a slot until word and size belong together: a new block has another size only together with another reuse count.</summary>
    private static FoundBlock ConsistentBlock(Slab* slab, uint slot)
    {
        FoundBlock block;
        do
        {
            block = slab->IsLarge ? LargeAt(slab) : SlotAt(slab, slot, slab->MemoryOf(slot));
        }
        while (block.Entry->Word != block.Word);

        return block;
    }

    /// <summary>Finds the block of a pointer that is not the start of a slot: into a large block, into a block, or into the rest at a slab's end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FoundBlock FindSlow(Slab* slab, void* pointer)
    {
        uint slot = slab->SlotAt((nuint)((byte*)pointer - slab->Base));
        if (slot >= slab->SlotCount && !slab->IsLarge)
        {
            return default;
        }

        // The record of a large block may have no range any more, or another one, since the page map was read.
        FoundBlock block = ConsistentBlock(slab, slot);
        if (block.Block == null)
        {
            return default;
        }

        block.Offset = (nuint)((byte*)pointer - block.Block);
        return block.Offset == 0 || block.Offset < block.Size ? block : default;
    }
}
