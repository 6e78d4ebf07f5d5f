
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>What callers do with a block and all that it owns: free it, forget it, put a child in or take one out.</summary>
internal static unsafe class Trees
{
    /// <summary>Frees a block of the caller's of a known type, with all that it owns.</summary>
    public static Status Free(void* block, uint type, ref Failure failure)
    {
        if (block == null)
        {
            return Status.Ok;
        }

        Status status = Library.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        // What owns nothing needs no claim: one step frees it.
        bool isTree = TypeRegistry.At(type)->OwnsBlocks;
        if (!Claims.TryTake(block, type, isTree ? EntryState.ClaimedCallerOwned : EntryState.Freed, ref failure, out Entry* root, out EntryWord before))
        {
            return failure.Status;
        }

        if (!isTree)
        {
            return ClaimedTree.EndLeaf(root, ref failure);
        }

        status = ClaimedTree.TryClaim(root, ref failure);
        if (status == Status.Ok)
        {
            return ClaimedTree.End(root, ref failure);
        }

        root->Store(before);
        return status;
    }

    /// <summary>Makes a block and all that it owns the caller's for ever. Again is no error.</summary>
    public static Status Forget(void* block, ref Failure failure)
    {
        if (block == null)
        {
            return Status.Ok;
        }

        if (!Claims.TryTake(block, TypeNumber.None, EntryState.ClaimedCallerOwned, ref failure, out Entry* root, out EntryWord before))
        {
            return failure.Status == Status.Forgotten ? Status.Ok : failure.Status;
        }

        Status status = ClaimedTree.TryClaim(root, ref failure);
        if (status == Status.Ok)
        {
            ClaimedTree.Settle(root, ClaimedTree.Fate.Forgotten);
            Blocks.CountForgotten(root);
            Library.Heap.Expose(root);
            before = before.With(EntryState.Forgotten, 0);
        }

        root->Store(before);
        return status;
    }

    /// <summary>Moves a child of the caller's into an owned field; null clears it. The former child is freed.</summary>
    public static Status Put(void* parent, nuint offset, void* child, ref Failure failure)
    {
        if (!Claims.TryTakeForChange(parent, TypeNumber.None, offset, ref failure, out Claims.Change change))
        {
            return failure.Status;
        }

        Status status = TakeNewChild(change, child, parent, ref failure, out Entry* taken);
        if (status == Status.Ok)
        {
            status = ClaimFormer(change, ref failure, out Entry* former);
            if (status == Status.Ok)
            {
                return Replace(change, taken, child, former, ref failure);
            }
        }

        if (taken != null)
        {
            taken->Store(taken->Word.With(EntryState.CallerOwned, 0));
        }

        change.End();
        return status;
    }

    /// <summary>Moves a block that is not yet in the ledger into an owned field. The former child is freed.</summary>
    /// <param name="parent">The block that has the field.</param>
    /// <param name="type">Its type.</param>
    /// <param name="offset">Where the field stands.</param>
    /// <param name="child">The new child, abandoned on failure; without memory: the field is cleared.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status PutNew(void* parent, uint type, nuint offset, in Reservation child, ref Failure failure)
    {
        if (Claims.TryTakeForChange(parent, type, offset, ref failure, out Claims.Change change))
        {
            if (ClaimFormer(change, ref failure, out Entry* former) == Status.Ok)
            {
                if (child.Block != null)
                {
                    Library.Heap.Publish(child, EntryState.ClaimedParentOwned, change.Field.Type, 0, 0, Checkpoints.Current);
                }

                return Replace(change, child.Entry, child.Block, former, ref failure);
            }

            change.End();
        }

        if (child.Block != null)
        {
            Library.Heap.Abandon(child);
        }

        return failure.Status;
    }

    /// <summary>Moves the child out of an owned field; null if there is none.</summary>
    public static Status Take(void* parent, uint type, nuint offset, out void* child, ref Failure failure)
    {
        child = null;
        if (!Claims.TryTakeForChange(parent, type, offset, ref failure, out Claims.Change change))
        {
            return failure.Status;
        }

        // SAFETY: held: the parent; the slot is one of its owned fields.
        void* value = *change.Slot;
        Status status = Status.Ok;
        if (value != null)
        {
            if (Claims.TryTakeChild(change.Entry, change.Field, value, ref failure, out Entry* taken))
            {
                *change.Slot = null;
                taken->Store(taken->Word.With(EntryState.CallerOwned, 0));
                child = value;
            }
            else
            {
                status = failure.Status;
            }
        }

        change.End();
        return status;
    }

    private static Status TakeNewChild(in Claims.Change change, void* child, void* parent, ref Failure failure, out Entry* taken)
    {
        taken = null;
        if (child == parent)
        {
            return failure.Set(Status.NotOwned, Reason.InClaimedTree, child);
        }

        bool isTaken = child == null || Claims.TryTake(child, change.Field.Type, EntryState.ClaimedCallerOwned, ref failure, out taken, out _);
        return isTaken ? Status.Ok : failure.Status;
    }

    // Claims what the field holds now, with all that it owns.
    private static Status ClaimFormer(in Claims.Change change, ref Failure failure, out Entry* former)
    {
        former = null;
        if (*change.Slot == null)
        {
            return Status.Ok;
        }

        if (!Claims.TryTakeChild(change.Entry, change.Field, *change.Slot, ref failure, out former))
        {
            return failure.Status;
        }

        // A claim counts its chain through X, which a child's own state does not need.
        Status status = ClaimedTree.TryClaim(former, ref failure);
        if (status != Status.Ok)
        {
            Claims.GiveBack(former, change.Entry);
            former = null;
        }

        return status;
    }

    private static Status Replace(in Claims.Change change, Entry* taken, void* child, Entry* former, ref Failure failure)
    {
        *change.Slot = child;
        if (taken != null)
        {
            Claims.GiveTo(taken, change.Entry);
        }

        change.End();
        return former == null ? Status.Ok : ClaimedTree.End(former, ref failure);
    }
}
