using System.Runtime.CompilerServices;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Taking and freeing slots, and moving slabs between this heap and the classes' lists.</content>
internal unsafe partial struct ThreadHeap
{
    // SAFETY (whole file): permanent: heaps and slabs. Owned: a heap's caches, and the current slabs in them.

    /// <summary>Frees a slot: into this thread's cache, or, if the thread has none, home.</summary>
    /// <param name="heap">The calling thread's heap; null: there was no memory for one.</param>
    /// <param name="slab">The slab.</param>
    /// <param name="slot">A slot whose block this call has freed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FreeSlot(ThreadHeap* heap, Slab* slab, uint slot)
    {
        SlotCache* cache = heap == null ? null : heap->Cache(slab->ClassNumber);
        if (cache != null && (cache->HasRoomForTwo() || TryMakeRoomSlow(heap, cache, slab->SlotSize)))
        {
            cache->Put(slab, slot);
            return;
        }

        FreeHomeSlow(slab, slot);
    }

    /// <summary>Leaves all slots and slabs to others; the heap is as new then.</summary>
    /// <remarks>In this order: what is still the current slab's goes back into its map, everything freed goes home, then the slab is left.</remarks>
    public void LeaveAll()
    {
        for (uint number = 0; number < SizeClass.Count; number++)
        {
            LeaveClass(number);
        }
    }

    /// <summary>Leaves what the thread has not used since the last time that this was called. Between two reservations or frees only.</summary>
    public void LeaveUnused()
    {
        for (uint number = 0; number < SizeClass.Count; number++)
        {
            if (!Cache(number)->WasUsed())
            {
                LeaveClass(number);
            }
        }
    }

    /// <summary>Takes a slot when the cache has none that may be used: of the current slab, of what others have freed there, or of another slab.</summary>
    /// <returns>The slot, as an element of <see cref="SlotCache"/>; 0 if there is no memory.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong TakeSlow(uint sizeClass)
    {
        SlotCache* cache = Cache(sizeClass);
        ulong taken = cache->Take();
        if (taken != 0)
        {
            return taken;
        }

        Slab* slab = cache->Current;
        if (slab != s_none)
        {
            if (!slab->TryDisown(mine: 0))
            {
                slab->Drain(isNew: false);
                return cache->Take();
            }

            cache->EndCurrent(s_none);
        }

        ThreadHeap* mine = (ThreadHeap*)Unsafe.AsPointer(ref this);
        ThreadHeaps.Tend(mine);
        SlabClass* slabs = SlabPools.OfClass(sizeClass);
        slab = slabs->Take();
        slab = slab != null || !ThreadHeaps.Gather(mine) ? slab : slabs->Take();
        slab = slab != null ? slab : SlabTable.TryMake(sizeClass);
        if (slab != null)
        {
            cache->Begin(slab);
            return cache->Take();
        }

        // Better reused too early than not at all.
        return cache->Count != 0 ? cache->TakeOldest() : 0;
    }

    private void LeaveClass(uint number)
    {
        SlotCache* cache = Cache(number);
        cache->Empty();
        Slab* slab = cache->Current;
        if (slab != s_none)
        {
            cache->EndCurrent(s_none);
            SlabPools.OfClass(number)->Leave(slab);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryMakeRoomSlow(ThreadHeap* heap, SlotCache* cache, uint slotSize)
    {
        ThreadHeaps.Tend(heap);
        return cache->TryMakeRoom(slotSize);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeHomeSlow(Slab* slab, uint slot)
    {
        slab->SetTheirs(slot / Slab.WordBits, 1ul << (int)slot);
        SlabPools.OfClass(slab->ClassNumber)->OnAdded(slab, slab->AddFree(1));
    }
}
