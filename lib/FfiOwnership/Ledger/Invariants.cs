using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>What must be true of the ledger between any two calls, as far as it can be seen from outside.</summary>
/// <remarks>Other threads may be at work: what is on its way from one state to another is passed over.</remarks>
internal static unsafe class Invariants
{
    // SAFETY (whole file): pinned: each block that is looked at. Permanent: entries and handle slots.

    /// <summary>Checks one block.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="id">The number of its entry.</param>
    /// <param name="failure">Filled in by damage.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Overrun"/>, <see cref="Status.WriteAfterFree"/>, or <see cref="Status.Internal"/> for damage to the ledger itself.</returns>
    public static Status Check<THeap>(THeap heap, uint id, ref Failure failure)
        where THeap : struct, IHeap
    {
        while (true)
        {
            Status status = Status.Ok;
            if (heap.TryFindEntry(id, out FoundBlock block))
            {
                status = CheckPinned(heap, block, ref failure);

                // The block's bytes were read before this last look at its word.
                Volatile.ReadBarrier();
            }

            // On the slab heap a pin stops nobody, so what looked damaged may only have been on its way to another block.
            bool isSettled = status is not (Status.Overrun or Status.WriteAfterFree) || block.Entry->Word == block.Word;
            heap.Leave(block);
            if (isSettled)
            {
                return status;
            }
        }
    }

    /// <summary>Checks the slots of all handles.</summary>
    /// <returns>What is damaged, a sentence for people; empty if nothing is.</returns>
    public static Utf8Literal CheckHandles()
    {
        uint count = HandleTable.Count;
        for (uint index = 1; index <= count; index++)
        {
            HandleWord word = HandleTable.At(index)->Word;
            if (word.State > HandleState.Retired)
            {
                return "a handle's slot has no state"u8;
            }

            if (word.State is HandleState.Free or HandleState.Retired && (word.References != 0 || word.Borrows != 0))
            {
                return "a free handle's slot has references or borrows"u8;
            }

            if (word.State == HandleState.Live && word.References == 0)
            {
                return "a live handle has no reference"u8;
            }

            if (word.State == HandleState.Closing && word.Borrows == 0)
            {
                return "a closing handle has no borrow"u8;
            }
        }

        return default;
    }

    private static Status CheckPinned<THeap>(THeap heap, in FoundBlock block, ref Failure failure)
        where THeap : struct, IHeap
    {
        EntryWord word = block.Word;
        switch (word.State)
        {
            case EntryState.Quarantined:
                return CheckQuarantined(heap, block, ref failure);
            case EntryState.CallerOwned or EntryState.ParentOwned or EntryState.HandleOwned or EntryState.Forgotten or EntryState.AdoptionRecord:
                break;
            default:
                // Freed, or on its way somewhere.
                return Status.Ok;
        }

        if (!TypeRegistry.IsKnown(word.Type))
        {
            return failure.Set(Status.Internal, "an entry of the ledger has a type that was never registered"u8);
        }

        if ((word.State is EntryState.HandleOwned or EntryState.AdoptionRecord) && !IsLinkedToHandle(heap, block.Entry, word))
        {
            return failure.Set(Status.Internal, "an entry and the slot of its handle do not name each other"u8);
        }

        return word.State == EntryState.AdoptionRecord || Endings.IsIntact(heap, block)
            ? Status.Ok
            : Refusals.Overrun(heap, block, Reason.OverrunFound, ref failure);
    }

    private static Status CheckQuarantined<THeap>(THeap heap, in FoundBlock block, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!Endings.Waiting.TryFindWrite(heap, block, out nuint offset))
        {
            return Status.Ok;
        }

        failure.Set(Status.WriteAfterFree, Reason.WriteAfterFree, block.Block);
        failure.ActualType = block.Word.Type;
        failure.ActualTypeName = TypeRegistry.Of(block.Word)->Name;
        failure.Size = block.Size;
        failure.Offset = offset;
        return Status.WriteAfterFree;
    }

    private static bool IsLinkedToHandle<THeap>(THeap heap, Entry* entry, EntryWord word)
        where THeap : struct, IHeap
    {
        if (word.HandleIndex == 0 || word.HandleIndex > HandleTable.Count)
        {
            return false;
        }

        // While the slot or the entry moves on, they need not match. The slot's word has another generation for each handle, so
        // if it is the same before and after, the slot was one handle's all the time, and the entry must name it.
        HandleSlot* slot = HandleTable.At(word.HandleIndex);
        HandleWord before = slot->Word;
        bool isLinked = Volatile.Read(ref slot->Entry) == heap.IdOf(entry);
        bool isSettled = entry->Word == word;
        HandleWord after = slot->Word;
        return isLinked || !isSettled || !IsUp(before) || !IsUp(after) || before.Generation != after.Generation;
    }

    private static bool IsUp(HandleWord word) => word.State is HandleState.Live or HandleState.Closing;
}
