using System.Runtime.CompilerServices;

namespace FfiOwnership.Heaps.Slabs;

/// <content>How slabs come to a heap and leave it. Nothing here is on the path of a common call.</content>
internal unsafe partial struct ThreadHeap
{
    // How many slabs of a list are looked through for remote frees each time: together with the threshold it bounds what waits.
    private const int Tended = 8;

    // How many ended threads' slabs are given away for one slab that is needed.
    private const int Gathered = 4;

    /// <summary>Takes a slot of a class. The slab that it is of is the current one then.</summary>
    /// <returns><see cref="Slab.NoSlot"/> if there is no memory.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(uint sizeClass)
    {
        uint slot = Current(sizeClass)->Take();
        return slot != Slab.NoSlot ? slot : TakeSlow(sizeClass);
    }

    /// <summary>Gives a slot back, whose freed entry is this call's, to whichever slab it is of.</summary>
    /// <param name="heap">The calling thread's heap; null if there was no memory for one.</param>
    /// <param name="slab">The slab.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="isMine">Whether that heap owns the slab.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FreeSlot(ThreadHeap* heap, Slab* slab, uint slot, bool isMine)
    {
        if (isMine)
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

    /// <summary>Abandons all slabs: empty ones go to the pools, the others to the lists that any thread may reclaim from.</summary>
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint TakeSlow(uint sizeClass)
    {
        Slab* slab = Current(sizeClass);
        if (slab != s_none)
        {
            // No never-used slot is left, so no free one is withheld.
            slab->Withheld = 0;
            if (slab->FreeCount != 0 || slab->Drain() != 0)
            {
                return slab->Take();
            }

            SetCurrent(sizeClass, s_none);
            LetGoOfFull(slab);
        }

        CollectRemote(ref _refilling[(int)sizeClass]);
        slab = _partial[(int)sizeClass].TakeFirst();
        slab = slab != null ? slab : ReclaimAbandoned(sizeClass);
        for (int gathered = 0; slab == null && gathered < Gathered && ThreadHeaps.GatherEnded((ThreadHeap*)Unsafe.AsPointer(ref this)); gathered++)
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

    // A full slab has no owner; see Slab.Remote.cs. The owner's name goes before the bit: the thread that sets the bit next writes its own.
    private void LetGoOfFull(Slab* slab)
    {
        slab->List = SlabListKind.None;
        slab->Owner = null;
        if (!slab->TryDisown())
        {
            Reclaim(slab);
        }
    }

    // A slab that this thread has become the owner of.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reclaim(Slab* slab)
    {
        SetOwner(slab);
        slab->Drain();
        Relist(slab);

        // A thread that only frees adopts but never takes. Where several such threads share each slab between them, its
        // owner's own frees never empty it: only a look at the others' does.
        CollectRemote(ref _partial[(int)slab->ClassNumber]);
        CollectRemote(ref _refilling[(int)slab->ClassNumber]);
    }

    // An owned slab has reached the number of free slots at which it belongs elsewhere.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnThreshold(Slab* slab)
    {
        ref Lists lists = ref slab->List == SlabListKind.Partial ? ref _partial : ref _refilling;
        lists[(int)slab->ClassNumber].Remove(slab);
        Relist(slab);
    }

    // Puts an owned slab, which is in no list, where it belongs.
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

    // Other threads' frees into listed slabs are seen only by looking. Each look takes the ones that were not looked at longest.
    private void CollectRemote(ref SlabList list)
    {
        for (int i = 0; i < Tended && list.First != null; i++)
        {
            Slab* slab = list.TakeFirst();
            slab->Drain();
            Relist(slab);
        }
    }

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

    private void SetOwner(Slab* slab) => Volatile.Write(ref *(nuint*)&slab->Owner, (nuint)Unsafe.AsPointer(ref this));
}
