using System.Runtime.CompilerServices;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Taking and freeing slots, and moving slabs between this heap, its lists and the pools.</content>
internal unsafe partial struct ThreadHeap
{
    /// <summary>The most slabs of a list whose remote frees one call collects. Limits the call's work; each slab has its turn.</summary>
    private const int MaxCollected = 8;

    /// <summary>The most ended threads whose slabs are abandoned, on their behalf, by a call that needs one slab.</summary>
    private const int MaxGathered = 4;

    /// <summary>Takes a slot of a size class. It belongs to the slab that is current for the class afterwards.</summary>
    /// <returns>The slot; <see cref="Slab.NoSlot"/> if there is no memory.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(uint sizeClass)
    {
        uint slot = Current(sizeClass)->Take();
        return slot != Slab.NoSlot ? slot : TakeSlow(sizeClass);
    }

    /// <summary>Frees a slot: into the slab's free list if the calling thread owns the slab, else into its remote free list.</summary>
    /// <param name="heap">The calling thread's heap; null: there was no memory for one.</param>
    /// <param name="slab">The slab.</param>
    /// <param name="slot">A slot whose block this call has freed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FreeSlot(ThreadHeap* heap, Slab* slab, uint slot)
    {
        // Only this thread can make itself the owner, or stop being it.
        if (heap != null && slab->Owner == heap)
        {
            if (slab->Put(slot))
            {
                heap->OnThreshold(slab);
            }
        }
        else if (slab->PutRemotely(slot, canOwn: heap != null))
        {
            heap->Reclaim(slab);
        }
    }

    /// <summary>Abandons all slabs: the pools take the empty ones, and those that any thread may reclaim; full ones lose their owner.</summary>
    public void AbandonAll()
    {
        for (uint number = 0; number < SizeClass.Count; number++)
        {
            Slab* current = Current(number);
            if (current != s_none)
            {
                SetCurrent(number, s_none);
                Abandon(current);
            }

            while (_partial[(int)number].TakeFirst() is var ready && ready != null)
            {
                Abandon(ready);
            }

            while (_refilling[(int)number].TakeFirst() is var waiting && waiting != null)
            {
                Abandon(waiting);
            }
        }
    }

    /// <summary>Takes a slot when the current slab has none: collects its remote frees, or makes another slab current.</summary>
    /// <returns>The slot; <see cref="Slab.NoSlot"/> if there is no memory.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint TakeSlow(uint sizeClass)
    {
        Slab* slab = Current(sizeClass);
        if (slab != s_none)
        {
            // No never-used slot is left, so free ones are no longer withheld.
            slab->Withheld = 0;
            if (slab->FreeCount != 0 || slab->Drain() != 0)
            {
                return slab->Take();
            }

            SetCurrent(sizeClass, s_none);
            DisownFull(slab);
        }

        LargeBlocks.ReleaseOverdue();
        CollectRemote(ref _refilling[(int)sizeClass]);
        slab = _partial[(int)sizeClass].TakeFirst();
        slab = slab != null ? slab : ReclaimAbandoned(sizeClass);
        for (int gathered = 0; slab == null && gathered < MaxGathered && ThreadHeaps.GatherEnded((ThreadHeap*)Unsafe.AsPointer(ref this)); gathered++)
        {
            slab = ReclaimAbandoned(sizeClass);
        }

        slab = slab != null ? slab : SlabPools.OfClass(sizeClass)->TakeEmpty();
        slab = slab != null ? slab : SlabTable.TryMake(sizeClass);
        if (slab == null)
        {
            return Slab.NoSlot;
        }

        SetOwner(slab);
        slab->List = SlabListKind.Current;
        slab->NextTransition = uint.MaxValue;
        slab->Withheld = slab->Bump < slab->SlotCount ? Slab.ReuseDelay : 0;
        SetCurrent(sizeClass, slab);
        return Take(sizeClass);
    }

    /// <summary>Ends the ownership of a full slab, see Slab.Remote.cs.</summary>
    /// <remarks>The owner field is cleared before the owned bit: the next owner writes the field after setting the bit.</remarks>
    private void DisownFull(Slab* slab)
    {
        slab->List = SlabListKind.None;
        slab->Owner = null;
        if (!slab->TryDisown())
        {
            Reclaim(slab);
        }
    }

    /// <summary>Takes over a slab that this thread has just become the owner of, by a remote free.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reclaim(Slab* slab)
    {
        SetOwner(slab);
        slab->Drain();
        Relist(slab);

        // A thread that only frees reclaims slabs but never takes slots. If several such threads share the blocks of each
        // slab, the owner's own frees never empty it: the other threads' frees must be collected, too, and here is the only place.
        CollectRemote(ref _partial[(int)slab->ClassNumber]);
        CollectRemote(ref _refilling[(int)slab->ClassNumber]);
    }

    /// <summary>Moves an owned slab whose free count has reached <see cref="Slab.NextTransition"/> to the list where it now belongs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnThreshold(Slab* slab)
    {
        ref Lists lists = ref slab->List == SlabListKind.Partial ? ref _partial : ref _refilling;
        lists[(int)slab->ClassNumber].Remove(slab);
        Relist(slab);
    }

    /// <summary>Puts an owned slab that is in no list into the list where it belongs; an empty one goes to its pool.</summary>
    private void Relist(Slab* slab)
    {
        if (slab->IsEmpty)
        {
            slab->Owner = null;
            SlabPools.OfClass(slab->ClassNumber)->AddEmpty(slab);
            return;
        }

        bool isReady = slab->Available >= slab->MinFreeToReuse;
        slab->List = isReady ? SlabListKind.Partial : SlabListKind.Refilling;
        slab->NextTransition = isReady ? slab->Bump : slab->FreeCount + (slab->MinFreeToReuse - slab->Available);
        ref Lists lists = ref isReady ? ref _partial : ref _refilling;
        lists[(int)slab->ClassNumber].Add(slab);
    }

    /// <summary>Collects other threads' frees into the first slabs of a list, and puts these slabs where they belong, behind the others.</summary>
    private void CollectRemote(ref SlabList list)
    {
        for (int i = 0; i < MaxCollected && list.First != null; i++)
        {
            Slab* slab = list.TakeFirst();
            slab->Drain();
            Relist(slab);
        }
    }

    /// <summary>Reclaims abandoned slabs of a size class until one has enough free slots; the others are put into the lists.</summary>
    /// <returns>A slab in no list; null: there is none.</returns>
    private Slab* ReclaimAbandoned(uint sizeClass)
    {
        while (true)
        {
            Slab* slab = SlabPools.OfClass(sizeClass)->TakeAbandoned();
            if (slab == null)
            {
                return null;
            }

            SetOwner(slab);
            slab->Drain();
            if (slab->Available >= slab->MinFreeToReuse)
            {
                return slab;
            }

            Relist(slab);
        }
    }

    /// <summary>Abandons an owned slab that is in no list: it goes to its pool, or loses its owner if it is full.</summary>
    private void Abandon(Slab* slab)
    {
        slab->List = SlabListKind.None;
        slab->Drain();
        while (slab->Available == 0)
        {
            slab->Owner = null;
            if (slab->TryDisown())
            {
                return;
            }

            slab->Drain();
        }

        slab->Owner = null;
        ClassPool* pool = SlabPools.OfClass(slab->ClassNumber);
        if (slab->IsEmpty)
        {
            pool->AddEmpty(slab);
        }
        else
        {
            pool->AddAbandoned(slab);
        }
    }

    /// <summary>Writes the owner field of a slab that this thread has become the owner of.</summary>
    private void SetOwner(Slab* slab) => Volatile.Write(ref *(nuint*)&slab->Owner, (nuint)Unsafe.AsPointer(ref this));
}
