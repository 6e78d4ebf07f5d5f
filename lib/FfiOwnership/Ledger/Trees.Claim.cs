using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <content>
/// The claim of a whole tree: takes all that a block owns, and then ends, keeps or restores it.
/// <para>
/// The root is claimed by a transition of its own. <c>TryClaim</c> then walks the owned fields; every child is claimed
/// too and linked, through its word, right behind its parent and elder siblings: the chain is the tree in depth-first order.
/// So the walk needs no stack and no memory, however deep the tree. A child that is claimed already is a repetition, a cycle or
/// another call's: the claim is refused and all is restored. Nobody ever waits for a claim, so there is no deadlock; of two calls
/// that meet, one is refused.
/// </para>
/// <para>
/// The link is used for the chain, so a child's parent is written nowhere while the tree is claimed. Two bits in the info word of
/// each entry keep the shape: "has children" and "last of its siblings". With them, <see cref="Resolve"/> finds each child's parent
/// again on one walk along the chain: it descends behind a node that has children and climbs behind a last sibling. An inner
/// node's link is free for its own parent as soon as the walk has passed it, and is read when the walk climbs back; only then is
/// the node resolved, so no entry is read that another call may already have.
/// </para>
/// </content>
internal static unsafe partial class Trees
{
    // SAFETY (whole file): permanent: entries. Held: blocks that this call has claimed; their fields lie inside them.

    /// <summary>Claims all that a claimed root owns.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="root">The root's entry, claimed by this call; its link becomes the head of the chain.</param>
    /// <param name="failure">Filled in on refusal, naming the field.</param>
    /// <returns><see cref="Status.Ok"/>; or why not: then the children are as before, and the root is still claimed.</returns>
    public static Status TryClaim<THeap>(THeap heap, Entry* root, ref Failure failure)
        where THeap : struct, IHeap =>
        TryClaim(heap, root, BlockValues.Of(heap, heap.Of(root)), ref failure);

    /// <summary>Claims all that some values of a claimed root own.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="root">The root's entry, claimed by this call; its link becomes the head of the chain.</param>
    /// <param name="values">Its value, or some of its elements.</param>
    /// <param name="failure">Filled in on refusal, naming the field.</param>
    /// <returns><see cref="Status.Ok"/>; or why not: then the children are as before, and the root is still claimed.</returns>
    public static Status TryClaim<THeap>(THeap heap, Entry* root, in BlockValues values, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = Walk(heap, root, values, isLenient: false, ref failure);
        if (status != Status.Ok)
        {
            Resolve(heap, root, TreeOutcome.Restored);
        }

        return status;
    }

    /// <summary>Claims what can be claimed of what a root owns; the rest is orphaned.</summary>
    /// <returns><see cref="Status.Ok"/>, or the status of the first field that could not be claimed.</returns>
    public static Status ClaimLeniently<THeap>(THeap heap, Entry* root, ref Failure failure)
        where THeap : struct, IHeap =>
        Walk(heap, root, BlockValues.Of(heap, heap.Of(root)), isLenient: true, ref failure);

    /// <summary>Ends the claim of a root's children. The root stays claimed; its link is undefined.</summary>
    public static void Resolve<THeap>(THeap heap, Entry* root, TreeOutcome outcome)
        where THeap : struct, IHeap
    {
        Entry* current = root;
        Entry* parent = null;
        while (true)
        {
            uint next = current->Word.NextInChain;
            if (current->Info.HasChildren)
            {
                // Down: the next in the chain is the first child. Our link is free for the way back.
                current->Store(current->Word.WithLink(parent == null ? 0 : heap.IdOf(parent)));
                parent = current;
                current = heap.EntryAt(next);
                continue;
            }

            // Up, behind every last sibling.
            while (current != root)
            {
                bool isLast = current->Info.IsLastSibling;
                ResolveChild(heap, current, parent, outcome);
                if (!isLast)
                {
                    break;
                }

                current = parent;
                uint above = current->Word.Link;
                parent = above == 0 ? null : heap.EntryAt(above);
            }

            if (current == root)
            {
                return;
            }

            // Across: the next in the chain is the next sibling.
            current = heap.EntryAt(next);
        }
    }

    /// <summary>Ends a claimed tree: drop callbacks in the chain's order, then the memory.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="root">The root's entry, claimed by this call.</param>
    /// <param name="failure">Filled in if a block was overrun.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the tree is gone in both cases.</returns>
    public static Status End<THeap>(THeap heap, Entry* root, ref Failure failure)
        where THeap : struct, IHeap
    {
        MakeAllChildren(heap, root);
        return EndChain(heap, root, ref failure);
    }

    /// <summary>Ends some elements of a vec that stays, after their claim: drop callbacks in order, then the blocks that they owned.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="vec">The entry of the vec's block, held by this call; its link is undefined afterwards.</param>
    /// <param name="elements">The elements that were claimed; their bytes are left to the caller.</param>
    /// <param name="failure">Filled in if a block was overrun.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the elements are gone in both cases.</returns>
    public static Status EndElements<THeap>(THeap heap, Entry* vec, in BlockValues elements, ref Failure failure)
        where THeap : struct, IHeap
    {
        MakeAllChildren(heap, vec);
        elements.Drop();
        uint first = vec->Word.NextInChain;
        return first == 0 ? Status.Ok : EndChain(heap, heap.EntryAt(first), ref failure);
    }

    // What was the caller's until now is the tree's: a callback that frees a child is told so.
    private static void MakeAllChildren<THeap>(THeap heap, Entry* root)
        where THeap : struct, IHeap
    {
        for (uint id = root->Word.NextInChain; id != 0;)
        {
            Entry* entry = heap.EntryAt(id);
            id = entry->Word.NextInChain;
            entry->Store(entry->Word.With(EntryState.ClaimedParentOwned, id));
        }
    }

    private static Status EndChain<THeap>(THeap heap, Entry* first, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = Status.Ok;
        for (Entry* entry = first; entry != null;)
        {
            uint next = entry->Word.NextInChain;
            entry->Store(entry->Word.With(EntryState.Freed, next));
            status = Endings.Close(heap, heap.Of(entry), status, ref failure);
            entry = next == 0 ? null : heap.EntryAt(next);
        }

        for (Entry* entry = first; entry != null;)
        {
            uint next = entry->Word.NextInChain;
            Endings.GiveBack(heap, entry);
            entry = next == 0 ? null : heap.EntryAt(next);
        }

        return status;
    }

    private static Status Walk<THeap>(THeap heap, Entry* root, in BlockValues rootValues, bool isLenient, ref Failure failure)
        where THeap : struct, IHeap
    {
        root->Info = root->Info.WithoutShape();
        root->Store(root->Word.WithLink(0));
        Status status = ClaimChildren(heap, root, rootValues, Status.Ok, isLenient, ref failure);
        for (uint next = root->Word.NextInChain; next != 0 && (status == Status.Ok || isLenient);)
        {
            // No vec is another block's child, so these have one value each.
            Entry* parent = heap.EntryAt(next);
            TypeRecord* type = TypeRegistry.Of(parent->Word);
            if (type->FieldCount != 0)
            {
                status = ClaimChildren(heap, parent, new BlockValues(heap.Of(parent).Block, 1, type), status, isLenient, ref failure);
            }

            next = parent->Word.NextInChain;
        }

        return status;
    }

    private static Status ClaimChildren<THeap>(THeap heap, Entry* parent, in BlockValues values, Status status, bool isLenient, ref Failure failure)
        where THeap : struct, IHeap
    {
        TypeRecord* type = values.Type;
        nuint fields = type->FieldCount;
        byte* start = values.Start;
        nuint offset = (nuint)(values.First - start);
        Entry* youngest = null;
        for (nuint left = values.Count; left != 0; left--, offset += type->Size)
        {
            for (nuint f = 0; f < fields; f++)
            {
                // SAFETY: held: the parent; the field lies inside it, aligned.
                OwnedField field = type->Fields[f];
                field.Offset += offset;
                void* held = *(void**)(start + field.Offset);
                if (held == null)
                {
                    continue;
                }

                // Only the first refusal is told.
                Failure later = default;
                if (TryClaimChild(heap, parent, start, field, held, out FoundBlock child, ref status == Status.Ok ? ref failure : ref later))
                {
                    LinkBehind(heap, youngest == null ? parent : youngest, child.Entry);
                    youngest = child.Entry;
                }
                else
                {
                    status = failure.Status;
                    if (!isLenient)
                    {
                        EndSiblings(parent, youngest);
                        return status;
                    }
                }
            }
        }

        EndSiblings(parent, youngest);
        return status;
    }

    private static void EndSiblings(Entry* parent, Entry* youngest)
    {
        if (youngest != null)
        {
            parent->Info = parent->Info.WithChildren();
            youngest->Info = youngest->Info.AsLastSibling();
        }
    }

    // The field's offset counts from the start of the parent.
    private static bool TryClaimChild<THeap>(THeap heap, Entry* parent, byte* start, in OwnedField field, void* held, out FoundBlock child, ref Failure failure)
        where THeap : struct, IHeap
    {
        while (true)
        {
            if (Transitions.TryClaimChild(heap, heap.IdOf(parent), parent->Word.Reuse, field.Type, held, out child))
            {
                return true;
            }

            if (Refusals.ExplainChild(heap, child, start, TypeRegistry.Of(parent->Word), field, held, ref failure))
            {
                return false;
            }
        }
    }

    private static void LinkBehind<THeap>(THeap heap, Entry* elder, Entry* child)
        where THeap : struct, IHeap
    {
        child->Store(child->Word.WithLink(elder->Word.NextInChain));
        elder->Store(elder->Word.WithLink(heap.IdOf(child)));
    }

    private static void ResolveChild<THeap>(THeap heap, Entry* child, Entry* parent, TreeOutcome outcome)
        where THeap : struct, IHeap
    {
        switch (outcome)
        {
            case TreeOutcome.Restored:
                Transitions.Restore(heap, child, parent);
                break;
            case TreeOutcome.ParentOwned:
                Transitions.AssignTo(heap, child, parent);
                break;
            default:
                Forgotten.Add(child->Info.Period, heap.Of(child).Size);
                child->Store(child->Word.With(EntryState.Forgotten, 0));
                break;
        }
    }
}
