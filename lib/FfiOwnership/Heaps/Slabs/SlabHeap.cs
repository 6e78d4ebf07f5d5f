using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The heap on which blocks are slots of slabs. Common calls take no lock and write no memory that other threads use.</summary>
/// <remarks>
/// From the bottom up: the <see cref="PageMap"/> leads from any address to a <see cref="Slab"/>, whose slots and entries are
/// permanent; the <see cref="SlabTable"/> makes slabs; a <see cref="ThreadHeap"/> has some free slots of them; a <see cref="SlabClass"/> has
/// those without an owner; <see cref="LargeBlocks"/> has what is too large for a slot. A process has one slab heap, all of it static; this struct is one
/// thread's door to it. docs/memory.md has a drawing.
/// </remarks>
/// <param name="thread">The calling thread's heap; null: it has none yet, or there was no memory for one. Without one, nothing can be reserved.</param>
internal unsafe partial struct SlabHeap(ThreadHeap* thread) : IHeap
{
    // SAFETY (whole file): permanent: slabs and entries. Unpublished: a reservation. Held or pinned: a block whose bytes are read or
    // written. Owned: the calling thread's heap.

    /// <summary>The calling thread's heap; null: it has none.</summary>
    private ThreadHeap* _thread = thread;

    /// <summary>The calling thread's door for finding and ending blocks. A thread without a heap gets one when it recycles its first block.</summary>
    public static SlabHeap Mine => new(ThreadHeap.Fast);

    /// <summary>The calling thread's door for making blocks. A thread without a heap gets one here.</summary>
    public static SlabHeap MineToMake => new(ThreadHeap.Mine);

    /// <summary>The calling thread's heap, made if it has none yet; null: there is no memory for one.</summary>
    private readonly ThreadHeap* OwnThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _thread != null ? _thread : ThreadHeap.Mine;
    }

    /// <summary>Starts the heap. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory for it.</returns>
    public static bool TryStart() => SlabTable.TryStart() && SlabPools.TryStart() && ThreadHeap.TryStart();

    /// <inheritdoc/>
    public readonly void* Room => _thread != null ? _thread->Room : null;

    /// <inheritdoc/>
    public void Renew() => _thread = ThreadHeap.Fast;

    /// <inheritdoc/>
    public readonly uint ShapeOf(nuint size, nuint alignment) =>
        size < SizeClass.LargestSlot ? SizeClass.Of(size + 1, alignment) : SizeClass.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReserveShape(uint shape, nuint size, out Reservation reserved) => TryReserveShape(shape, size, mayRefill: true, out reserved);

    /// <summary>The same; may be told to call nothing, and so to give up if neither the thread nor its current slab has a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReserveShape(uint shape, nuint size, bool mayRefill, out Reservation reserved)
    {
        if (_thread == null || shape >= SizeClass.Count || !TryReserveSlot(shape, size, mayRefill, out reserved))
        {
            reserved = default;
            return false;
        }

        // ShapeOf asked for one byte more than the block has, so there is at least one guard byte.
        ((Slab*)reserved.Home)->WriteCanary(reserved.Block, size);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved)
    {
        reserved = default;
        if (_thread == null)
        {
            return false;
        }

        bool zeroed = (traits & BlockTraits.Zeroed) != 0;
        nuint room = (traits & BlockTraits.EndsInNul) != 0 ? size : size + 1;
        uint sizeClass = room <= SizeClass.LargestSlot && (traits & BlockTraits.HasLargeElements) == 0 ? SizeClass.Of(room, alignment) : SizeClass.Count;
        bool isReserved = sizeClass < SizeClass.Count
            ? TryReserveSlot(sizeClass, size, mayRefill: true, out reserved)
            : TryReserveLarge(size, ref zeroed, out reserved);
        if (!isReserved)
        {
            return false;
        }

        if (zeroed)
        {
            NativeMemory.Clear(reserved.Block, size);
        }

        Slab* slab = (Slab*)reserved.Home;
        if (slab->IsGuarded(size))
        {
            slab->WriteCanary(reserved.Block, size);
        }

        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Describe(Reservation reserved, ulong period, uint parentReuse, nuint elementSize, nuint countedBytes)
    {
        // Counted before it is published: otherwise another thread could count the block as freed before it counts as created.
        _thread->Counters.CountCreated(period, countedBytes);
        Slab* slab = (Slab*)reserved.Home;
        uint slack = slab->SlotSize - (uint)reserved.Size;
        if (slab->IsLarge)
        {
            slab->LargeElementSize = elementSize;
            slack = 0;
        }

        reserved.Entry->Info = EntryInfo.Of(period, slack, parentReuse);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint FirstReuse(in Reservation reserved) => ((Slab*)reserved.Home)->FirstReuse;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Entry* Enter(Reservation reserved) => null; // The page map leads to every slot, used or not.

    /// <inheritdoc/>
    public readonly void Cancel(in Reservation reserved, bool zeroed)
    {
        FoundBlock block = Of(reserved.Entry);
        block.Size = reserved.Size;
        if (zeroed)
        {
            Zero(block);
        }

        Recycle(block);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Recycle(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        if (slab->IsLarge)
        {
            LargeBlocks.Recycle(slab);
        }
        else
        {
            ThreadHeap.FreeSlot(OwnThread, slab, block.Slot);
        }
    }

    /// <inheritdoc/>
    public readonly void RecycleDisplaced(Entry* displaced)
    {
        // No address is handed out twice, so no block is ever displaced.
    }

    /// <inheritdoc/>
    public readonly nuint ElementSizeOf(in FoundBlock vec)
    {
        uint rawType = vec.Word.RawType;
        return rawType > EntryWord.SmallVec ? rawType - EntryWord.SmallVec : ((Slab*)vec.Home)->LargeElementSize;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsIntact(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        return !slab->IsGuarded(block.Size) || slab->IsCanaryIntact(block.Block, block.Size);
    }

    /// <inheritdoc/>
    public readonly Entry* SuspectBehind(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        if (block.Slot + 1 >= slab->SlotCount || !slab->IsLastByteChanged(block.Block, block.Size))
        {
            return null;
        }

        return block.Entry[1].Word is { IsLive: true, State: not EntryState.AdoptionRecord } ? block.Entry + 1 : null;
    }

    /// <inheritdoc/>
    public readonly void WriteCanary(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        if (slab->IsGuarded(block.Size))
        {
            slab->WriteCanary(block.Block, block.Size);
        }
    }

    /// <inheritdoc/>
    public readonly void Zero(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        NativeMemory.Clear(block.Block, slab->IsLarge ? block.Size + Slab.LongestGuard : slab->SlotSize);
    }

    /// <inheritdoc/>
    public readonly bool IsDisplaced(in FoundBlock block) => false; // Addresses leave the library only after their block's free.

    /// <inheritdoc/>
    public readonly bool AllowsQuarantine(in FoundBlock block) => true;

    /// <inheritdoc/>
    public readonly void MarkReachable(Entry* entry)
    {
        // Under a leak checker blocks are on the system heap.
    }

    /// <summary>Reserves a slot of a size class for a block. Writes no guard bytes. The thread has a heap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryReserveSlot(uint sizeClass, nuint size, bool mayRefill, out Reservation reserved)
    {
        SlotCache* cache = _thread->Cache(sizeClass);
        ulong taken = mayRefill ? cache->TakeReady() : cache->Take();
        if (taken == 0 && (!mayRefill || (taken = _thread->TakeSlow(sizeClass)) == 0))
        {
            reserved = default;
            return false;
        }

        Slab* slab = SlotCache.SlabOf(taken);
        uint slot = SlotCache.SlotOf(taken);
        reserved.Home = slab;
        reserved.Size = size;
        reserved.Block = slab->MemoryOf(slot);
        reserved.Entry = slab->Entries + slot;
        return true;
    }
}
