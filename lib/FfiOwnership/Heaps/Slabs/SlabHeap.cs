using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The heap on which blocks are slots of slabs: the common calls take no lock and share no memory with other threads.</summary>
/// <remarks>
/// From below: <see cref="PageMap"/> leads from any address to a <see cref="Slab"/>, whose slots and entries are for ever;
/// <see cref="SlabTable"/> makes slabs; a <see cref="ThreadHeap"/> owns some; <see cref="ClassPool"/> and
/// <see cref="LargePool"/> hold those that nobody owns. There is one slab heap in a process, so all of it is static but for
/// this door. docs/memory.md draws the whole.
/// </remarks>
internal sealed unsafe partial class SlabHeap : Heap
{
    // SAFETY (whole file): for ever: slabs and entries. Unpublished: a reservation. Held: an entry that is freed here.

    private readonly HeapOptions _options;
    private readonly Quarantine? _quarantine;

    private SlabHeap(HeapOptions options)
    {
        _options = options;
        _quarantine = options.QuarantineBytes != 0 ? new Quarantine(this, options.QuarantineBytes) : null;
    }

    /// <summary>Whether a freed block's slot may be handed out again as it is.</summary>
    public static bool IsPlain { get; private set; }

    /// <inheritdoc/>
    public override HeapKind Kind => HeapKind.Slab;

    /// <summary>Starts a slab heap; what lies below this door is started once.</summary>
    /// <returns>Null if there is no memory for it; the next try goes on.</returns>
    public static SlabHeap? TryStart(HeapOptions options)
    {
        if (!SlabTable.TryStart() || !SlabPools.TryStart() || !ThreadHeap.TryStart())
        {
            return null;
        }

        return new SlabHeap(options);
    }

    /// <summary>Makes this the heap that <see cref="ThreadHeap.Plain"/> leads to, unless its options forbid it.</summary>
    public void OpenFastPaths() => IsPlain = _options is { QuarantineBytes: 0, ZeroOnFree: false };

    /// <summary>Takes a slot of a class for a new block.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="sizeClass">A class whose slots have room for the block and, unless it ends in a NUL of its own, for a byte past it.</param>
    /// <param name="size">The block's bytes.</param>
    /// <param name="reserved">Where the new block will be.</param>
    /// <returns>False if there is no memory.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReserveSlot(ThreadHeap* heap, uint sizeClass, nuint size, out Reservation reserved)
    {
        uint slot = heap->Take(sizeClass);
        if (slot == Slab.NoSlot)
        {
            reserved = default;
            return false;
        }

        Slab* slab = heap->Current(sizeClass);
        reserved.Heap = heap;
        reserved.Slab = slab;
        reserved.Size = size;
        reserved.Block = slab->MemoryOf(slot);
        reserved.Entry = slab->Entries + slot;
        return true;
    }

    /// <summary>Enters a filled slot into the ledger as the caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PublishSlot(in Reservation reserved, uint rawType, ulong period) =>
        Publish(reserved, EntryState.CallerOwned, rawType, 0, period, reserved.Slab->SlotSize - (uint)reserved.Size, reserved.Size);

    /// <summary>Enters a filled slot into the ledger as another block's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PublishSlotOf(uint parentId, uint parentReuse, in Reservation reserved, uint rawType, ulong period) =>
        Publish(reserved, EntryState.ParentOwned, rawType, parentId, period, reserved.Slab->SlotSize - (uint)reserved.Size, reserved.Size, parentReuse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Publish(in Reservation reserved, EntryState state, uint rawType, uint x, ulong period, uint slack, nuint counted, uint parentReuse = 0)
    {
        // Counted first: whoever sees the block, and counts its end, must not be ahead of its making.
        reserved.Heap->Counters.CountCreated(period, counted);
        Entry* entry = reserved.Entry;
        entry->SetInfo(period, slack, parentReuse);
        entry->Store(entry->Word.Next(state, rawType, x));
    }

    /// <inheritdoc/>
    public override bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved)
    {
        reserved = default;
        ThreadHeap* heap = ThreadHeap.Mine;
        if (heap == null)
        {
            return false;
        }

        bool zeroed = (traits & BlockTraits.Zeroed) != 0;
        nuint room = (traits & BlockTraits.EndsInNul) != 0 ? size : size + 1;
        uint sizeClass = room <= SizeClass.LargestSlot && (traits & BlockTraits.HasLargeElements) == 0 ? SizeClass.Of(room, alignment) : SizeClass.Count;
        bool isReserved = sizeClass < SizeClass.Count
            ? TryReserveSlot(heap, sizeClass, size, out reserved)
            : TryReserveLarge(heap, size, ref zeroed, out reserved);
        if (!isReserved)
        {
            return false;
        }

        if (zeroed)
        {
            NativeMemory.Clear(reserved.Block, size);
        }

        if (reserved.Slab->IsGuarded(size))
        {
            reserved.Slab->WriteCanary(reserved.Block, size);
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Publish(in Reservation reserved, EntryState state, uint rawType, uint x, nuint elementSize, ulong period)
    {
        bool isLarge = reserved.Slab->IsLarge;
        if (isLarge)
        {
            reserved.Slab->LargeElementSize = elementSize;
        }

        nuint counted = state == EntryState.AdoptionRecord ? 0 : reserved.Size;
        Publish(reserved, state, rawType, x, period, isLarge ? 0 : reserved.Slab->SlotSize - (uint)reserved.Size, counted);
    }

    /// <inheritdoc/>
    public override void Abandon(in Reservation reserved)
    {
        Zero(reserved.Slab, reserved.Block, reserved.Size);
        GiveBack(reserved.Entry);
    }

    /// <inheritdoc/>
    public override void Free(Entry* entry, bool isInternal)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        nuint size = slab->SizeOf(entry);
        CountFreed(ThreadHeap.Mine, entry->Period, isInternal ? 0 : size);
        Zero(slab, slab->MemoryOf(SlotOf(slab, entry)), size);
        if (_quarantine != null)
        {
            _quarantine.Add(entry);
        }
        else
        {
            GiveBack(entry);
        }
    }

    /// <inheritdoc/>
    public override void GiveBack(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        if (slab->IsLarge)
        {
            SlabPools.OfLarge(slab->Size)->Add(slab);
        }
        else
        {
            ThreadHeap* heap = ThreadHeap.Mine;
            ThreadHeap.Give(heap, slab, SlotOf(slab, entry), heap != null && slab->Owner == heap);
        }
    }

    /// <inheritdoc/>
    public override Entry* EntryAt(uint id) => SlabTable.At(id >> SlabTable.SlotBits)->Entries + (id & SlotMask);

    /// <inheritdoc/>
    public override uint IdOf(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        return slab->Number << SlabTable.SlotBits | SlotOf(slab, entry);
    }

    /// <inheritdoc/>
    public override byte* BlockOf(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        return slab->MemoryOf(SlotOf(slab, entry));
    }

    /// <inheritdoc/>
    public override nuint SizeOf(Entry* entry) => EntryArea.SlabOf(entry)->SizeOf(entry);

    /// <inheritdoc/>
    public override nuint ElementSizeOf(Entry* entry)
    {
        uint rawType = entry->Word.RawType;
        return rawType > EntryWord.SmallVec ? rawType - EntryWord.SmallVec : EntryArea.SlabOf(entry)->LargeElementSize;
    }

    /// <inheritdoc/>
    public override bool IsIntact(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        nuint size = slab->SizeOf(entry);
        return !slab->IsGuarded(size) || slab->IsCanaryIntact(slab->MemoryOf(SlotOf(slab, entry)), size);
    }

    /// <inheritdoc/>
    public override Entry* SuspectBehind(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        uint slot = SlotOf(slab, entry);
        if (slot + 1 >= slab->SlotCount || !slab->IsLastByteChanged(slab->MemoryOf(slot), slab->SizeOf(entry)))
        {
            return null;
        }

        return entry[1].Word is { IsLive: true, State: not EntryState.AdoptionRecord } ? entry + 1 : null;
    }

    /// <inheritdoc/>
    public override bool Owns(void* pointer) => PageMap.At(pointer) != null;

    /// <inheritdoc/>
    public override void Guard(Entry* entry)
    {
        Slab* slab = EntryArea.SlabOf(entry);
        nuint size = slab->SizeOf(entry);
        if (slab->IsGuarded(size))
        {
            slab->WriteCanary(slab->MemoryOf(SlotOf(slab, entry)), size);
        }
    }

    /// <inheritdoc/>
    public override bool FindWriteAfterFree(Entry* entry, out nuint offset)
    {
        offset = 0;
        return _quarantine != null && _quarantine.FindWrite(entry, out offset);
    }

    /// <inheritdoc/>
    public override void DetachThread() => ThreadHeap.Detach();

    /// <inheritdoc/>
    public override void Expose(Entry* entry)
    {
        // Leak checkers choose the system heap.
    }

    // Also what was written past the block: it may be the rest of what was written into it.
    private void Zero(Slab* slab, byte* block, nuint size)
    {
        if (_options.ZeroOnFree)
        {
            NativeMemory.Clear(block, slab->IsLarge ? size + Slab.LongestGuard : slab->SlotSize);
        }
    }

    private static uint SlotOf(Slab* slab, Entry* entry) => (uint)(entry - slab->Entries);
}
