using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>What callers do with a block and all that it owns: free it, forget it, put a child in or take one out.</summary>
internal static unsafe partial class Trees
{
    // SAFETY (whole file): held: a block between its claim and its end or the store that returns it; its fields lie inside it.

    /// <summary>Frees a block of the caller's, with all that it owns.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have; a known one.</param>
    /// <param name="failure">Filled in on failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Free<THeap>(THeap heap, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        // What owns nothing needs no claim: one step frees it. Of strings that is known without a look at the type's record.
        TypeRecord* record = type == TypeNumber.String ? null : TypeRegistry.At(type);
        bool isTree = record != null && record->OwnsBlocks;
        FoundBlock block;
        while (!Transitions.TryClaim(heap, pointer, type, isTree ? EntryState.ClaimedCallerOwned : EntryState.Freed, 0, out block))
        {
            if (Refusals.Explain(heap, block, pointer, type, ref failure))
            {
                return failure.Status;
            }
        }

        return isTree ? FreeClaimed(heap, block, record, ref failure) : Endings.End(heap, block, record, ref failure);
    }

    /// <summary>Makes a block and all that it owns the caller's until the process ends. Again is no error.</summary>
    public static Status Forget<THeap>(THeap heap, void* pointer, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!TryClaimRoot(heap, pointer, TypeNumber.None, ref failure, out FoundBlock root))
        {
            return failure.Status == Status.Forgotten ? Status.Ok : failure.Status;
        }

        Status status = TryClaim(heap, root.Entry, ref failure);
        if (status != Status.Ok)
        {
            root.Entry->Store(root.Word);
            return status;
        }

        Resolve(heap, root.Entry, TreeOutcome.Forgotten);
        Forgotten.Add(root.Info.Period, root.Size);
        heap.MarkReachable(root.Entry);
        root.Entry->Store(root.Word.With(EntryState.Forgotten, 0));
        return Status.Ok;
    }

    /// <summary>Moves a child of the caller's into an owned field; null clears it. The former child is freed.</summary>
    public static Status Put<THeap>(THeap heap, void* parent, nuint offset, void* child, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!TryClaimForChange(heap, parent, TypeNumber.None, offset, ref failure, out FoundBlock changed, out uint fieldType))
        {
            return failure.Status;
        }

        Status status = ClaimNew(heap, fieldType, child, parent, ref failure, out FoundBlock taken);
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

        void** slot = (void**)(changed.Block + offset);
        void* value = *slot;
        Status status = Status.Ok;
        if (value != null)
        {
            if (TryClaimChild(heap, changed.Entry, new OwnedField { Offset = offset, Type = fieldType }, value, out FoundBlock taken, ref failure))
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

    // A block that owns others: this call has claimed it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Status FreeClaimed<THeap>(THeap heap, in FoundBlock root, TypeRecord* type, ref Failure failure)
        where THeap : struct, IHeap
    {
        // The most common tree: its only field is empty.
        if (type->FieldCount == 1 && *(void**)(root.Block + type->Fields->Offset) == null)
        {
            root.Entry->Store(root.Word.With(EntryState.Freed, 0));
            return Endings.End(heap, root, type, ref failure);
        }

        return FreeClaimedSlow(heap, root.Entry, root.Word, type, ref failure);
    }

    // Takes the entry and not what was found: to copy that would cost more than to read it once more from the entry.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status FreeClaimedSlow<THeap>(THeap heap, Entry* root, EntryWord before, TypeRecord* type, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (type->FieldCount == 1 && TryEndWithChild(heap, heap.Of(root), type))
        {
            return Status.Ok;
        }

        Status status = TryClaim(heap, root, ref failure);
        if (status == Status.Ok)
        {
            return End(heap, root, ref failure);
        }

        root->Store(before);
        return status;
    }

    // The second most common tree: its only field holds a block that owns nothing. It needs no chain. False, and nothing changed,
    // if there is anything special about the two, or either was overrun.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEndWithChild<THeap>(THeap heap, in FoundBlock root, TypeRecord* type)
        where THeap : struct, IHeap
    {
        OwnedField field = type->Fields[0];
        TypeRecord* childType = field.Type == TypeNumber.String ? null : TypeRegistry.At(field.Type);
        bool isFound = heap.TryFind(*(void**)(root.Block + field.Offset), out FoundBlock child);
        if (!isFound || (childType != null && childType->OwnsBlocks)
            || !Transitions.IsChildOf(child, heap.IdOf(root), root.Word.Reuse, field.Type)
            || Endings.IsSpecial(root, type) || Endings.IsSpecial(child, childType)
            || !Endings.IsIntact(heap, root, isString: false) || !Endings.IsIntact(heap, child, isString: childType == null))
        {
            heap.Leave(child);
            return false;
        }

        // As in a claim of the whole tree, a child moves with its parent. The child first: a block whose parent is freed would
        // be an orphan.
        child.Entry->Store(child.Word.With(EntryState.Freed, 0));
        root.Entry->Store(root.Word.With(EntryState.Freed, 0));
        heap.Leave(child);
        heap.CountFreed(child, child.Size);
        heap.Recycle(child);
        heap.CountFreed(root, root.Size);
        heap.Recycle(root);
        return true;
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

    private static bool TryClaimRoot<THeap>(THeap heap, void* pointer, uint type, ref Failure failure, out FoundBlock root)
        where THeap : struct, IHeap
    {
        while (!Transitions.TryClaim(heap, pointer, type, EntryState.ClaimedCallerOwned, 0, out root))
        {
            if (Refusals.Explain(heap, root, pointer, type, ref failure))
            {
                return false;
            }
        }

        return true;
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

        if (!TryClaimChild(heap, changed.Entry, new OwnedField { Offset = offset, Type = fieldType }, value, out FoundBlock child, ref failure))
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

    private static Status EndChange<THeap>(THeap heap, in FoundBlock changed, Entry* former, ref Failure failure)
        where THeap : struct, IHeap
    {
        changed.Entry->Store(changed.Word);
        return former == null ? Status.Ok : End(heap, former, ref failure);
    }
}
