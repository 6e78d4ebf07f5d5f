using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <content>Changes of an owned field: a child is put in, replaced or taken out, while its parent is held.</content>
internal static unsafe partial class Trees
{
    // SAFETY (whole file): held: a block between its claim and its end or the store that returns it; its fields lie inside it.

    /// <summary>Moves a child of the caller's into an owned field; null clears it. The former child is freed.</summary>
    public static Status Put<THeap>(THeap heap, void* parent, nuint offset, void* child, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!TryClaimForChange(heap, parent, TypeNumber.None, offset, ref failure, out FoundBlock changed, out uint fieldType))
        {
            return failure.Status;
        }

        return Put(heap, changed, offset, fieldType, child, ref failure);
    }

    /// <summary>Moves a child of the caller's into an owned field of a block that this call holds, and ends the change.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="changed">The block, held by this call; its word before is stored in any case.</param>
    /// <param name="offset">Where the field is, in bytes.</param>
    /// <param name="fieldType">Its type.</param>
    /// <param name="child">Any value; never dereferenced. Null clears the field.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status Put<THeap>(THeap heap, in FoundBlock changed, nuint offset, uint fieldType, void* child, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = ClaimNew(heap, fieldType, child, changed.Block, ref failure, out FoundBlock taken);
        if (status == Status.Ok)
        {
            status = ClaimFormer(heap, changed, offset, fieldType, ref failure, out Entry* former);
            if (status == Status.Ok)
            {
                *(void**)(changed.Block + offset) = child;
                if (child != null)
                {
                    Transitions.AssignTo(heap, taken.Entry, changed.Entry);
                }

                return EndChange(heap, changed, former, ref failure);
            }

            if (child != null)
            {
                taken.Entry->Store(taken.Word);
            }
        }

        changed.Entry->Store(changed.Word);
        return status;
    }

    /// <summary>Moves a block that is not yet in the ledger into an owned field. The former child is freed.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="parent">The block that has the field.</param>
    /// <param name="type">Its type.</param>
    /// <param name="offset">Where the field is, in bytes.</param>
    /// <param name="child">The new child, cancelled on failure; without memory: the field is cleared.</param>
    /// <param name="failure">Filled in on failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status PutNew<THeap>(THeap heap, void* parent, uint type, nuint offset, Reservation child, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!TryClaimForChange(heap, parent, type, offset, ref failure, out FoundBlock changed, out uint fieldType))
        {
            Endings.Cancel(heap, child);
            return failure.Status;
        }

        if (*(void**)(changed.Block + offset) != null)
        {
            return ReplaceSlow(heap, changed, offset, fieldType, child, ref failure);
        }

        Fill(heap, changed, offset, fieldType, child);
        changed.Entry->Store(changed.Word);
        return Status.Ok;
    }

    /// <summary>Moves the child out of an owned field; null if there is none.</summary>
    public static Status Take<THeap>(THeap heap, void* parent, uint type, nuint offset, out void* child, ref Failure failure)
        where THeap : struct, IHeap
    {
        child = null;
        if (!TryClaimForChange(heap, parent, type, offset, ref failure, out FoundBlock changed, out uint fieldType))
        {
            return failure.Status;
        }

        return Take(heap, changed, offset, fieldType, out child, ref failure);
    }

    /// <summary>Moves the child out of an owned field of a block that this call holds, and ends the change.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="changed">The block, held by this call; its word before is stored in any case.</param>
    /// <param name="offset">Where the field is, in bytes.</param>
    /// <param name="fieldType">Its type.</param>
    /// <param name="child">The child; null if there is none, and on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status Take<THeap>(THeap heap, in FoundBlock changed, nuint offset, uint fieldType, out void* child, ref Failure failure)
        where THeap : struct, IHeap
    {
        child = null;
        void** slot = (void**)(changed.Block + offset);
        void* value = *slot;
        Status status = Status.Ok;
        if (value != null)
        {
            if (TryClaimField(heap, changed, offset, fieldType, value, out FoundBlock taken, ref failure))
            {
                *slot = null;
                taken.Entry->Store(taken.Word.With(EntryState.CallerOwned, 0));
                child = value;
            }
            else
            {
                status = failure.Status;
            }
        }

        changed.Entry->Store(changed.Word);
        return status;
    }

    /// <summary>Enters a filled block as the caller's, together with the child that its owned field holds.</summary>
    public static void Publish<THeap>(THeap heap, Reservation reserved, uint type, Reservation child, uint childType)
        where THeap : struct, IHeap
    {
        Transitions.NewBlock about = new() { Period = Checkpoints.Current };
        Transitions.Publish(heap, reserved, EntryState.Busy, type, 0, about);
        EntryWord word = reserved.Entry->Word;
        if (child.Block != null)
        {
            about.ParentReuse = word.Reuse;
            Transitions.Publish(heap, child, EntryState.ParentOwned, childType, heap.IdOf(reserved.Entry), about);
        }

        reserved.Entry->Store(word.With(EntryState.CallerOwned, 0));
    }

    /// <summary>Enters a filled block as the caller's, and makes what its owned fields hold its children, before anybody sees it.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="reserved">The block; each of its owned fields holds a block of the caller's, or null. Cancelled on failure.</param>
    /// <param name="type">Its type.</param>
    /// <param name="failure">Filled in on failure, naming the field: all are the caller's as before then.</param>
    public static Status PublishTaking<THeap>(THeap heap, Reservation reserved, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        BlockValues values = new(reserved.Block, 1, TypeRegistry.At(type));
        if (!TryClaimNew(heap, values, reserved.Block, ref failure))
        {
            Endings.Cancel(heap, reserved);
            return failure.Status;
        }

        Transitions.Publish(heap, reserved, EntryState.Busy, type, 0, new Transitions.NewBlock { Period = Checkpoints.Current });
        EntryWord word = reserved.Entry->Word;
        EndClaimOfNew(heap, values, values.Type->FieldCount, reserved.Entry);
        reserved.Entry->Store(word.With(EntryState.CallerOwned, 0));
        return Status.Ok;
    }

    // The field has a child already, which is claimed first, with all that it owns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status ReplaceSlow<THeap>(THeap heap, FoundBlock changed, nuint offset, uint fieldType, Reservation child, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = ClaimFormer(heap, changed, offset, fieldType, ref failure, out Entry* former);
        if (status == Status.Ok)
        {
            Fill(heap, changed, offset, fieldType, child);
            return EndChange(heap, changed, former, ref failure);
        }

        changed.Entry->Store(changed.Word);
        Endings.Cancel(heap, child);
        return status;
    }

    // A new child is published as its parent's before the field leads to it: while the parent is held, nobody looks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill<THeap>(THeap heap, in FoundBlock changed, nuint offset, uint fieldType, Reservation child)
        where THeap : struct, IHeap
    {
        if (child.Block != null)
        {
            Transitions.NewBlock about = new() { Period = Checkpoints.Current, ParentReuse = changed.Word.Reuse };
            Transitions.Publish(heap, child, EntryState.ParentOwned, fieldType, heap.IdOf(changed), about);
        }

        *(void**)(changed.Block + offset) = child.Block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryClaimForChange<THeap>(THeap heap, void* pointer, uint type, nuint offset, ref Failure failure, out FoundBlock block, out uint fieldType)
        where THeap : struct, IHeap
    {
        while (!Transitions.TryClaimForChange(heap, pointer, type, offset, out block, out fieldType))
        {
            if (Refusals.ExplainChange(heap, block, pointer, type, offset, ref failure))
            {
                return false;
            }
        }

        return true;
    }

    private static Status ClaimNew<THeap>(THeap heap, uint type, void* child, void* parent, ref Failure failure, out FoundBlock taken)
        where THeap : struct, IHeap
    {
        taken = default;
        if (child == parent)
        {
            return failure.Set(Status.NotOwned, Reason.InClaimedTree, child);
        }

        return child == null || TryClaimRoot(heap, child, type, ref failure, out taken) ? Status.Ok : failure.Status;
    }

    // Claims what the field holds now, with all that it owns.
    private static Status ClaimFormer<THeap>(THeap heap, in FoundBlock changed, nuint offset, uint fieldType, ref Failure failure, out Entry* former)
        where THeap : struct, IHeap
    {
        former = null;
        void* value = *(void**)(changed.Block + offset);
        if (value == null)
        {
            return Status.Ok;
        }

        if (!TryClaimField(heap, changed, offset, fieldType, value, out FoundBlock child, ref failure))
        {
            return failure.Status;
        }

        // A claim uses its root's link for the chain; a child's own state does not need the link meanwhile.
        Status status = TryClaim(heap, child.Entry, ref failure);
        if (status != Status.Ok)
        {
            Transitions.Restore(heap, child.Entry, changed.Entry);
            return status;
        }

        former = child.Entry;
        return Status.Ok;
    }

    private static bool TryClaimField<THeap>(THeap heap, in FoundBlock changed, nuint offset, uint fieldType, void* held, out FoundBlock child, ref Failure failure)
        where THeap : struct, IHeap =>
        TryClaimChild(heap, changed.Entry, changed.Block, new OwnedField { Offset = offset, Type = fieldType }, held, out child, ref failure);

    private static Status EndChange<THeap>(THeap heap, in FoundBlock changed, Entry* former, ref Failure failure)
        where THeap : struct, IHeap
    {
        changed.Entry->Store(changed.Word);
        return former == null ? Status.Ok : End(heap, former, ref failure);
    }
}
