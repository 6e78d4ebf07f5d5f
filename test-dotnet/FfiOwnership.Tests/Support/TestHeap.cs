

using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Platform;

namespace FfiOwnership.Tests.Support;

/// <summary>
/// A heap of a test's own, beside the process's. Slabs are the process's all the same, so that what is counted is counted
/// together.
/// </summary>
internal sealed unsafe class TestHeap(HeapKind kind = HeapKind.System, HeapOptions options = default)
{
    /// <summary>The heap.</summary>
    public Heap Heap { get; } = Start(kind, options) ?? throw new InvalidOperationException("no memory for a heap");

    /// <summary>What is damaged; empty if nothing is.</summary>
    public string Damage => System.Text.Encoding.UTF8.GetString(Heap.FindDamage().Span);

    /// <summary>Makes a block of the caller's.</summary>
    public Entry* Make(nuint size, nuint alignment = 16, bool zeroed = false)
    {
        if (!Heap.TryReserve(size, alignment, zeroed ? BlockTraits.Zeroed : BlockTraits.None, out Reservation reserved))
        {
            throw new InvalidOperationException("no memory for a block");
        }

        Heap.Publish(reserved, EntryState.CallerOwned, TypeNumber.Config, 0, 0, 1);
        return reserved.Entry;
    }

    /// <summary>Frees a block, as the ledger does: first the state, then the memory.</summary>
    public void Free(Entry* entry)
    {
        entry->Store(entry->Word.With(EntryState.Freed, 0));
        Heap.Free(entry, isInternal: false);
    }

    /// <summary>The start of a block.</summary>
    public byte* Block(Entry* entry) => Heap.BlockOf(entry);

    /// <summary>Looks an address up.</summary>
    /// <returns>The block's state and how far into it the address leads; <see cref="EntryState.Unused"/> if there is none.</returns>
    public (EntryState State, nuint Offset) Find(void* pointer)
    {
        if (!Heap.Find(pointer, out Place place))
        {
            return (EntryState.Unused, 0);
        }

        (EntryState, nuint) found = (place.Entry->Word.State, place.Offset);
        Heap.Unpin(place);
        return found;
    }

    private static Heap? Start(HeapKind kind, HeapOptions options) =>
        kind == HeapKind.Slab ? SlabHeap.TryStart(options) : SystemHeap.TryStart(options);
}
