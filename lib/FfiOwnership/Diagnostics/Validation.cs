
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Checks every invariant of the ledger that can be checked from outside, block by block.</summary>
/// <remarks>Other threads may be at work: what is on its way from one state to another is passed over.</remarks>
public static unsafe class Validation
{
    // SAFETY (whole file): pinned: each block that is looked at. For ever: entries and handle slots.

    /// <summary>Walks the whole ledger.</summary>
    /// <param name="failure">Filled in by the first damage.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>; <see cref="Status.Overrun"/> for the first overrun block, <see cref="Status.WriteAfterFree"/>
    /// for the first quarantined one that was written to, <see cref="Status.Internal"/> for damage to the ledger itself.
    /// </returns>
    public static Status Run(ref Failure failure)
    {
        Status status = Library.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        Utf8Literal damage = Library.Heap.FindDamage();
        damage = damage.IsEmpty ? FindHandleDamage() : damage;
        if (!damage.IsEmpty)
        {
            return failure.Set(Status.Internal, damage.Span);
        }

        Heap heap = Library.Heap;
        uint cursor = 0;
        while (heap.Next(ref cursor, out Place place))
        {
            status = Check(place, ref failure);
            heap.Unpin(place);

            // On the slab heap a pin stops nobody, so what looked damaged may only have been on its way to another block.
            if (status is Status.Overrun or Status.WriteAfterFree)
            {
                status = CheckAgain(cursor, place.Word, ref failure);
            }

            if (status != Status.Ok)
            {
                return status;
            }
        }

        return Status.Ok;
    }

    private static Status CheckAgain(uint id, EntryWord word, ref Failure failure)
    {
        if (!Library.Heap.Pin(id, out Place place))
        {
            return Status.Ok;
        }

        Status status = place.Word == word ? Check(place, ref failure) : Status.Ok;

        // The block's bytes were read before this last look at its word.
        Volatile.ReadBarrier();
        status = place.Entry->Word == word ? status : Status.Ok;
        Library.Heap.Unpin(place);
        return status;
    }

    private static Status Check(in Place place, ref Failure failure)
    {
        EntryWord word = place.Word;
        switch (word.State)
        {
            case EntryState.Quarantined:
                return CheckQuarantined(place, word, ref failure);
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

        if ((word.State is EntryState.HandleOwned or EntryState.AdoptionRecord) && !IsLinkedToHandle(place.Entry, word))
        {
            return failure.Set(Status.Internal, "an entry and the slot of its handle do not name each other"u8);
        }

        if (word.State != EntryState.AdoptionRecord && !Blocks.IsIntact(place.Entry, word))
        {
            return Blocks.Overrun(place.Entry, word, Reason.OverrunFound, ref failure);
        }

        return Status.Ok;
    }

    private static Status CheckQuarantined(in Place place, EntryWord word, ref Failure failure)
    {
        if (!Library.Heap.FindWriteAfterFree(place.Entry, out nuint offset))
        {
            return Status.Ok;
        }

        failure.Set(Status.WriteAfterFree, Reason.WriteAfterFree, place.Block);
        failure.ActualType = word.Type;
        failure.ActualTypeName = TypeRegistry.Of(word)->Name;
        failure.Size = place.Size;
        failure.Offset = offset;
        return Status.WriteAfterFree;
    }

    private static bool IsLinkedToHandle(Entry* entry, EntryWord word)
    {
        if (word.X == 0 || word.X > HandleTable.Count)
        {
            return false;
        }

        // While the slot or the entry moves on, they need not match. The slot's word has another generation for each handle, so
        // if it is the same before and after, the slot was one handle's all the time, and the entry must name it.
        HandleSlot* slot = HandleTable.At(word.X);
        HandleWord before = slot->Word;
        bool isLinked = Volatile.Read(ref slot->Entry) == Library.Heap.IdOf(entry);
        bool isSettled = entry->Word == word;
        HandleWord after = slot->Word;
        return isLinked || !isSettled || !IsUp(before) || !IsUp(after) || before.Generation != after.Generation;
    }

    private static bool IsUp(HandleWord word) => word.State is HandleState.Live or HandleState.Closing;

    private static Utf8Literal FindHandleDamage()
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
}
