using FfiOwnership.Errors;
using FfiOwnership.Memory;

namespace FfiOwnership.Ledger;

/// <content>
/// The ends of borrows and handles. A block that owns others may be claimed by a call that changes it through an exclusive
/// borrow; so its entry is claimed before the handle's word is swapped, and given back if the word has changed meanwhile.
/// A block that owns nothing is only ever changed by the winner of the handle's word.
/// Every method answers false, with <see cref="Status.Ok"/>, when the word has changed and the caller is to look again.
/// </content>
internal static unsafe partial class Handles
{
    private static bool TryReturnExclusive(uint index, HandleWord word, ulong handle, ref Failure failure, out Status status)
    {
        HandleSlot* slot = HandleTable.At(index);
        status = Status.Ok;
        if (OwnsBlocks(slot))
        {
            if (!TryClaimEntry(index, word, handle, ref failure, out Entry* root, out EntryWord before, out status))
            {
                return status != Status.Ok;
            }

            status = ClaimedTree.TryClaim(root, ref failure);
            if (status == Status.Ok)
            {
                ClaimedTree.Settle(root, ClaimedTree.Fate.Owned);
            }

            // The entry first: whoever borrows next must find it free.
            root->Store(before);
        }

        return slot->TrySwap(word, word.WithBorrows(0));
    }

    // Wins the end of a handle whose block stays: the entry is this call's, claimed or internal.
    private static bool TryWin(uint index, HandleWord word, ulong handle, ref Failure failure, out Entry* entry, out Status status)
    {
        HandleSlot* slot = HandleTable.At(index);
        if (OwnsBlocks(slot))
        {
            if (!TryClaimEntry(index, word, handle, ref failure, out entry, out EntryWord before, out status))
            {
                return false;
            }

            if (slot->TrySwap(word, word.Dying()))
            {
                return true;
            }

            entry->Store(before);
            return false;
        }

        status = Status.Ok;
        entry = Library.Heap.EntryAt(slot->Entry);
        if (!slot->TrySwap(word, word.Dying()))
        {
            return false;
        }

        TakeFromHandle(entry);
        return true;
    }

    // The slot may have changed hands since its word was looked at, and hold a link instead of a type. A wrong answer does no
    // harm: what follows then ends in a swap that fails.
    private static bool OwnsBlocks(HandleSlot* slot)
    {
        uint type = Volatile.Read(ref slot->TypeOrNext);
        return TypeRegistry.IsKnown(type) && TypeRegistry.At(type)->OwnsBlocks;
    }

    // Ends the handle and its block.
    private static bool TryEnd(uint index, HandleWord word, ulong handle, bool isLenient, ref Failure failure, out Status status)
    {
        HandleSlot* slot = HandleTable.At(index);
        if (!OwnsBlocks(slot))
        {
            if (!TryWin(index, word, handle, ref failure, out Entry* leaf, out status))
            {
                return false;
            }

            status = EndLeaf(index, leaf, ref failure);
            return true;
        }

        if (!TryClaimEntry(index, word, handle, ref failure, out Entry* root, out EntryWord before, out status))
        {
            return status != Status.Ok;
        }

        status = isLenient ? ClaimedTree.ClaimLeniently(root, ref failure) : ClaimedTree.TryClaim(root, ref failure);
        if (status != Status.Ok && !isLenient)
        {
            root->Store(before);
            return true;
        }

        if (!slot->TrySwap(word, word.Dying()))
        {
            ClaimedTree.Settle(root, ClaimedTree.Fate.Restored);
            root->Store(before);
            status = Status.Ok;
            return false;
        }

        // The generation moves on before any callback runs.
        HandleTable.End(ThreadHeap.Plain, index);
        Failure later = default;
        Status ended = ClaimedTree.End(root, ref status == Status.Ok ? ref failure : ref later);
        status = status == Status.Ok ? ended : status;
        return true;
    }

    /// <summary>Ends a handle whose word this call has made dying, and its block, which owns nothing.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the block is gone in both cases.</returns>
    public static Status EndDyingLeaf(uint index, Entry* leaf, ref Failure failure)
    {
        TakeFromHandle(leaf);
        return EndLeaf(index, leaf, ref failure);
    }

    private static Status EndLeaf(uint index, Entry* leaf, ref Failure failure)
    {
        bool isAdopted = leaf->Word.State == EntryState.Internal;
        leaf->Store(leaf->Word.With(EntryState.Freed, 0));
        HandleTable.End(ThreadHeap.Plain, index);
        if (!isAdopted)
        {
            return ClaimedTree.EndLeaf(leaf, ref failure);
        }

        // SAFETY: held: the record, since this call won the handle's word.
        Adoption adoption = *(Adoption*)Library.Heap.BlockOf(leaf);
        Library.Heap.Free(leaf, isInternal: true);
        if (adoption.Drop != null)
        {
            adoption.Drop(adoption.Payload, adoption.Context);
        }

        return Status.Ok;
    }

    private static bool TryClaimEntry(uint index, HandleWord word, ulong handle, ref Failure failure, out Entry* entry, out EntryWord before, out Status status)
    {
        HandleSlot* slot = HandleTable.At(index);
        status = Status.Ok;
        entry = Library.Heap.EntryAt(slot->Entry);
        before = entry->Word;
        if (before.State == EntryState.Handled && before.X == index)
        {
            return entry->TrySwap(before, before.With(EntryState.ClaimedHandled, 0));
        }

        // Another call is changing the block, unless the handle is not what it was a moment ago.
        if (slot->Word.Equals(word))
        {
            status = failure.Set(Status.Borrowed, Detail.HandleBorrowed, handle);
        }

        return false;
    }

    // The word is won, so only a tag can still change in the entry.
    private static void TakeFromHandle(Entry* entry)
    {
        EntryWord word = entry->Word;
        while (word.State == EntryState.Handled && !entry->TrySwap(word, word.With(EntryState.ClaimedHandled, 0)))
        {
            word = entry->Word;
        }
    }
}
