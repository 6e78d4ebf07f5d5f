using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The heap on which blocks are slots of slabs: the common calls take no lock and share no memory with other threads.</summary>
/// <remarks>
/// From below: <see cref="PageMap"/> leads from any address to a <see cref="Slab"/>, whose slots and entries are permanent;
/// <see cref="SlabTable"/> makes slabs; a <see cref="ThreadHeap"/> owns some; <see cref="ClassPool"/> and
/// <see cref="LargePool"/> hold those that nobody owns. There is one slab heap in a process, and all of it is static; this
/// struct is a thread's door to it. docs/memory.md draws the whole.
/// </remarks>
/// <param name="thread">The calling thread's heap; null if it has none yet, or there was no memory for one: then nothing can be made.</param>
internal readonly unsafe partial struct SlabHeap(ThreadHeap* thread) : IHeap
{
    // SAFETY (whole file): permanent: slabs and entries. Unpublished: a reservation. Held: an entry that is recycled here.

    private readonly ThreadHeap* _thread = thread;

    /// <summary>The calling thread's door, to look and to end blocks; a thread gets a heap of its own when it frees its first.</summary>
    public static SlabHeap Mine => new(ThreadHeap.Fast);

    /// <summary>The calling thread's door, to make blocks: the thread gets a heap of its own if it has none yet.</summary>
    public static SlabHeap MineToMake => new(ThreadHeap.Mine);

    // The calling thread's heap, which is made if it has none yet; null if there is no memory for one.
    private ThreadHeap* OwnThread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _thread != null ? _thread : ThreadHeap.Mine;
    }

    /// <summary>Starts what all doors lead to; once.</summary>
    /// <returns>False if there is no memory for it; the next try goes on.</returns>
    public static bool TryStart() => SlabTable.TryStart() && SlabPools.TryStart() && ThreadHeap.TryStart();

    /// <inheritdoc/>
    public uint ShapeOf(nuint size, nuint alignment) =>
        size < SizeClass.LargestSlot ? SizeClass.Of(size + 1, alignment) : SizeClass.Count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserveShape(uint shape, nuint size, out Reservation reserved)
    {
        if (_thread == null || shape >= SizeClass.Count || !TryReserveSlot(shape, size, out reserved))
        {
            reserved = default;
            return false;
        }

        // A slot of that class has room for at least one byte behind the block, so it is guarded.
        ((Slab*)reserved.Home)->WriteCanary(reserved.Block, size);
        return true;
    }

    /// <inheritdoc/>
    public bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved)
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
            ? TryReserveSlot(sizeClass, size, out reserved)
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
    public void Describe(Reservation reserved, ulong period, uint parentReuse, nuint elementSize, nuint countedBytes)
    {
        // Counted before it is published: a thread that sees the block and counts its end must not be ahead of its making.
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
    public Entry* Enter(Reservation reserved) => null; // The page map leads to every slot, used or not.

    /// <inheritdoc/>
    public void Cancel(in Reservation reserved, bool zeroed)
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
    public void Recycle(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        if (slab->IsLarge)
        {
            SlabPools.OfLarge(slab->ClassNumber)->Add(slab);
        }
        else
        {
            ThreadHeap.FreeSlot(OwnThread, slab, block.Slot, block.IsLocal);
        }
    }

    /// <inheritdoc/>
    public void RecycleDisplaced(Entry* displaced)
    {
        // The addresses of slabs are the library's as long as the process lives, so no block is ever displaced.
    }

    /// <inheritdoc/>
    public nuint ElementSizeOf(in FoundBlock vec)
    {
        uint rawType = vec.Word.RawType;
        return rawType > EntryWord.SmallVec ? rawType - EntryWord.SmallVec : ((Slab*)vec.Home)->LargeElementSize;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsIntact(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        return !slab->IsGuarded(block.Size) || slab->IsCanaryIntact(block.Block, block.Size);
    }

    /// <inheritdoc/>
    public Entry* SuspectBehind(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        if (block.Slot + 1 >= slab->SlotCount || !slab->IsLastByteChanged(block.Block, block.Size))
        {
            return null;
        }

        return block.Entry[1].Word is { IsLive: true, State: not EntryState.AdoptionRecord } ? block.Entry + 1 : null;
    }

    /// <inheritdoc/>
    public void WriteCanary(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        if (slab->IsGuarded(block.Size))
        {
            slab->WriteCanary(block.Block, block.Size);
        }
    }

    /// <inheritdoc/>
    public void Zero(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        NativeMemory.Clear(block.Block, slab->IsLarge ? block.Size + Slab.LongestGuard : slab->SlotSize);
    }

    /// <inheritdoc/>
    public bool AllowsQuarantine(in FoundBlock block) => true;

    /// <inheritdoc/>
    public void MarkReachable(Entry* entry)
    {
        // Leak checkers choose the system heap.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReserveSlot(uint sizeClass, nuint size, out Reservation reserved)
    {
        uint slot = _thread->Take(sizeClass);
        if (slot == Slab.NoSlot)
        {
            reserved = default;
            return false;
        }

        Slab* slab = _thread->Current(sizeClass);
        reserved.Home = slab;
        reserved.Size = size;
        reserved.Block = slab->MemoryOf(slot);
        reserved.Entry = slab->Entries + slot;
        return true;
    }
}
