using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <content>
/// The ends of borrows and handles. The call that makes a handle's word dying has won its end, and only then claims the block; if it
/// cannot have it after all, it puts the word back. The other order would claim the block of a handle that somebody else has
/// borrowed meanwhile, who would then be refused. The end of an exclusive borrow is not the handle's: it claims the block
/// under the borrow, and its word last, so that the next borrower finds all in order.
/// </content>
internal static unsafe partial class Handles
{
    // SAFETY (whole file): permanent: handle slots and entries. Held: a handle's slot and block, after the swap of its word to dying.

    /// <summary>Gives one borrow back. The last return of a closing handle ends the block.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="handle">Any value.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.NotBorrowed"/>, or what an exclusive borrower left in an owned field; the borrow is returned then all the same.</returns>
    public static Status ReturnSlow<THeap>(THeap heap, ThreadState* mine, ulong handle, ref Failure failure)
        where THeap : struct, IHeap
    {
        while (true)
        {
            Status status = HandleTable.Resolve(handle, ref failure, out uint index, out HandleWord word);
            if (status != Status.Ok)
            {
                return status;
            }

            if (word.Borrows == 0)
            {
                return failure.Set(Status.NotBorrowed, Reason.HandleNotBorrowed, handle);
            }

            HandleSlot* slot = HandleTable.At(index);
            bool isLast = word.Borrows is 1 or HandleWord.Exclusive;
            bool isDone = word.State == HandleState.Closing && isLast ? TryEnd(heap, mine, slot, index, word, handle, isLenient: true, ref failure, out status)
                : word.Borrows == HandleWord.Exclusive ? TryReturnExclusive(heap, mine, slot, index, word, handle, ref failure, out status)
                : TryReturnShared(mine, slot, word);
            if (isDone)
            {
                return status;
            }
        }
    }

    /// <summary>Gives one shared borrow of a live handle back.</summary>
    /// <returns>False if that is not what it is, or its word has changed; nothing changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReturn(ThreadState* mine, ulong handle)
    {
        bool isReturned = TryReturn(handle);
        if (isReturned)
        {
            HandleTable.CountBorrows(mine, -1);
        }

        return isReturned;
    }

    /// <summary>The same; the caller counts it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReturn(ulong handle) =>
        HandleTable.TryResolveLive(handle, out HandleSlot* slot, out _, out HandleWord word)
        && word.Borrows is not (0 or HandleWord.Exclusive)
        && slot->TrySwap(word, word.WithOneBorrowLess());

    /// <summary>Gives a reference back; the last one ends the block.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="handle">Any value; not 0.</param>
    /// <param name="mayClose">Whether the last reference may go while borrows are out: the last return then ends the block.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Borrowed"/>; a bad owned field's status, and nothing changed; <see cref="Status.Overrun"/>, and the block is gone.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Release<THeap>(THeap heap, ThreadState* mine, ulong handle, bool mayClose, ref Failure failure)
        where THeap : struct, IHeap
    {
        while (true)
        {
            if (HandleTable.TryResolveLive(handle, out HandleSlot* slot, out uint index, out HandleWord word))
            {
                if (word.IsLastReference)
                {
                    if (TryEnd(heap, mine, slot, index, word, handle, isLenient: false, ref failure, out Status status))
                    {
                        return status;
                    }
                }
                else if (TryReleaseOne(slot, word, handle, mayClose, ref failure, out Status answer))
                {
                    return answer;
                }
            }
            else if (Refusals.Explain(handle, ref failure) != Status.Ok)
            {
                return failure.Status;
            }
        }
    }

    // One of several references, or the last one while borrows are out. False: the word has changed, look again.
    private static bool TryReleaseOne(HandleSlot* slot, HandleWord word, ulong handle, bool mayClose, ref Failure failure, out Status status)
    {
        status = Status.Ok;
        if (word.References > 1)
        {
            return slot->TrySwap(word, word.WithReferences(word.References - 1));
        }

        if (!mayClose)
        {
            status = failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
            return true;
        }

        return slot->TrySwap(word, word.With(HandleState.Closing).WithReferences(0));
    }

    private static bool TryReturnShared(ThreadState* mine, HandleSlot* slot, HandleWord word)
    {
        if (!slot->TrySwap(word, word.WithOneBorrowLess()))
        {
            return false;
        }

        HandleTable.CountBorrows(mine, -1);
        return true;
    }

    // False: the word has changed, look again.
    private static bool TryReturnExclusive<THeap>(THeap heap, ThreadState* mine, HandleSlot* slot, uint index, HandleWord word, ulong handle, ref Failure failure, out Status status)
        where THeap : struct, IHeap
    {
        status = Status.Ok;
        if (OwnsBlocks(heap, slot))
        {
            Entry* root = heap.EntryAt(slot->Entry);
            if (!Transitions.TryClaimUnderBorrow(root, index, out EntryWord before))
            {
                // Another call is changing the block, unless the handle is not what it was a moment ago.
                bool isBusy = !Transitions.IsOf(before, index) && slot->Word.Equals(word);
                status = isBusy ? failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle) : Status.Ok;
                return isBusy;
            }

            status = Trees.TryClaim(heap, root, ref failure);
            if (status == Status.Ok)
            {
                Trees.Resolve(heap, root, TreeOutcome.ParentOwned);
            }

            // The entry first: the next borrower must find it free.
            root->Store(before);
        }

        bool isReturned = slot->TrySwap(word, word.WithBorrows(0));
        HandleTable.CountBorrows(mine, isReturned ? -1 : 0);
        return isReturned;
    }

    // The slot may have changed hands since its word was read, and hold a link instead of a type. A wrong answer does no harm:
    // the claim that follows looks at the block's own type, and the return ends in a swap that fails.
    private static bool OwnsBlocks<THeap>(THeap heap, HandleSlot* slot)
        where THeap : struct, IHeap
    {
        uint type = Volatile.Read(ref slot->TypeOrNext);
        return TypeRegistry.IsKnown(type) && TypeRegistry.At(type)->MayOwnBlocks
            && (type != TypeNumber.Vec || TypeRegistry.Of(heap.EntryAt(slot->Entry)->Word)->OwnsBlocks);
    }

    // Ends the handle and its block. False: the word has changed, look again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEnd<THeap>(THeap heap, ThreadState* mine, HandleSlot* slot, uint index, HandleWord word, ulong handle, bool isLenient, ref Failure failure, out Status status)
        where THeap : struct, IHeap
    {
        status = Status.Ok;

        // Found before the swap, behind which a processor would wait for it. What the slot names may be another block by now, or
        // none any more; then the swap fails.
        FoundBlock block = heap.At(slot->Entry);
        if (!slot->TrySwap(word, word.With(HandleState.Dying)))
        {
            return false;
        }

        block.Word = block.Entry->Word;
        TypeRecord* type = block.Word.RawType == TypeNumber.String ? null : TypeRegistry.Of(block.Word);
        if (block.Word.State != EntryState.HandleOwned || (type != null && type->OwnsBlocks))
        {
            status = EndSlow(heap, mine, slot, index, word, handle, isLenient, block.Entry, ref failure);
            return true;
        }

        // Nobody changes a block without owned fields under a borrow, so its word is this call's without a swap. A tag that came
        // before it was read is in it; one that comes now gives up, see Tags.
        block.Entry->Store(block.Word.With(EntryState.Freed, 0));
        HandleTable.End(mine, slot, index);
        status = Endings.End(heap, block, type, ref failure);
        return true;
    }

    // A tree, or an adopted payload; or a block that another call is changing. The handle's word is dying.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status EndSlow<THeap>(THeap heap, ThreadState* mine, HandleSlot* slot, uint index, HandleWord word, ulong handle, bool isLenient, Entry* root, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (root->Word.State == EntryState.AdoptionRecord)
        {
            return EndAdoption(heap, mine, slot, index, root);
        }

        if (!Transitions.TryClaimFromHandle(root, out _))
        {
            slot->Store(word);
            return failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
        }

        Status status = isLenient ? Trees.ClaimLeniently(heap, root, ref failure) : Trees.TryClaim(heap, root, ref failure);
        if (status != Status.Ok && !isLenient)
        {
            root->Store(root->Word.With(EntryState.HandleOwned, index));
            slot->Store(word);
            return status;
        }

        // The generation moves on before any callback runs.
        HandleTable.End(mine, slot, index);
        Failure later = default;
        Status ended = Trees.End(heap, root, ref status == Status.Ok ? ref failure : ref later);
        return status == Status.Ok ? ended : status;
    }
}
