
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>
/// The ends of borrows and handles. Whoever makes a handle's word dying has won its end, and only then claims the block; if it
/// cannot have it after all, it puts the word back. The other order would claim the block of a handle that somebody else has
/// borrowed meanwhile, who would then be refused. The end of an exclusive borrow is not the handle's: it claims the block
/// under the borrow, and its word last, so that whoever borrows next finds all in order.
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

        bool isReturned = slot->TrySwap(word, word.WithBorrows(0));
        HandleTable.CountBorrows(isReturned ? -1 : 0);
        return isReturned;
    }

    // Wins the end of a handle: its word is dying, and its entry claimed, or internal.
    private static bool TryWin(uint index, HandleWord word, ulong handle, ref Failure failure, out Entry* entry, out Status status)
    {
        HandleSlot* slot = HandleTable.At(index);
        entry = null;
        status = Status.Ok;
        if (!slot->TrySwap(word, word.With(HandleState.Dying)))
        {
            return false;
        }

        entry = Library.Heap.EntryAt(slot->Entry);
        if (TakeFromHandle(entry))
        {
            return true;
        }

        // Through an exclusive borrow, or one that has just ended, another call is changing the block.
        slot->Store(word);
        status = failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
        return false;
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
        if (!TryWin(index, word, handle, ref failure, out Entry* root, out status))
        {
            return status != Status.Ok;
        }

        if (!TypeRegistry.Of(root->Word)->OwnsBlocks)
        {
            status = EndLeaf(index, root, ref failure);
            return true;
        }

        status = isLenient ? ClaimedTree.ClaimLeniently(root, ref failure) : ClaimedTree.TryClaim(root, ref failure);
        if (status != Status.Ok && !isLenient)
        {
            root->Store(root->Word.With(EntryState.HandleOwned, index));
            HandleTable.At(index)->Store(word);
            return true;
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
        bool isAdopted = leaf->Word.State == EntryState.AdoptionRecord;
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
            using (HostCallback.Begin())
            {
                adoption.Drop(adoption.Payload, adoption.Context);
            }
        }

        return Status.Ok;
    }

    private static bool TryClaimEntry(uint index, HandleWord word, ulong handle, ref Failure failure, out Entry* entry, out EntryWord before, out Status status)
    {
        HandleSlot* slot = HandleTable.At(index);
        status = Status.Ok;
        entry = Library.Heap.EntryAt(slot->Entry);
        before = entry->Word;
        if (before.State == EntryState.HandleOwned && before.X == index)
        {
            return entry->TrySwap(before, before.With(EntryState.ClaimedHandleOwned, 0));
        }

        // Another call is changing the block, unless the handle is not what it was a moment ago.
        if (slot->Word.Equals(word))
        {
            status = failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
        }

        return false;
    }

    // The word is won, so nothing but a tag changes an entry that is not being changed already.
    private static bool TakeFromHandle(Entry* entry)
    {
        EntryWord word = entry->Word;
        while (word.State == EntryState.HandleOwned)
        {
            if (entry->TrySwap(word, word.With(EntryState.ClaimedHandleOwned, 0)))
            {
                return true;
            }

            word = entry->Word;
        }

        return word.State == EntryState.AdoptionRecord;
    }
}
