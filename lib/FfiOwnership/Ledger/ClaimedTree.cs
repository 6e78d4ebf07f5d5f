
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The claim engine: takes a block with all that it owns, and then frees, keeps or restores the whole.</summary>
/// <remarks>
/// <para>
/// The root is claimed by the caller of this class, by compare-and-swap. <see cref="TryClaim"/> then walks the owned fields;
/// every child is claimed by compare-and-swap too and linked, through the X of its word, right behind its parent and elder
/// siblings: the chain is the tree in depth-first order. So the walk needs no stack and no memory, however deep the tree.
/// A child that is claimed already is a repetition, a cycle or another call's: the claim is refused and all is put back.
/// Nobody ever waits for a claim, so there is no deadlock; of two calls that meet, one is refused.
/// </para>
/// <para>
/// X is the link, so a child's parent is not written anywhere while the tree is claimed. Two bits in the plain word of each
/// entry keep the shape: "has children" and "last of its siblings". With them, <see cref="Settle"/> finds each child's parent
/// again on one walk along the chain: it descends behind a node that has children and climbs behind a last sibling. An inner
/// node's X is free for its own parent as soon as the walk has passed it, and is read when the walk climbs back; only then is
/// the node let go, so no entry is looked at that others may already have.
/// </para>
/// </remarks>
internal static unsafe class ClaimedTree
{
    /// <summary>What becomes of the children when a tree is let go.</summary>
    public enum Fate
    {
        /// <summary>They belong to whom they belonged before.</summary>
        Restored,

        /// <summary>They belong to their parents.</summary>
        Owned,

        /// <summary>They are forgotten.</summary>
        Forgotten,
    }

    /// <summary>Claims all that a claimed root owns.</summary>
    /// <param name="root">The root's entry, claimed by this call; its X becomes the head of the chain.</param>
    /// <param name="failure">Filled in on refusal, naming the field.</param>
    /// <returns><see cref="Status.Ok"/>; or why not: then the children are as before, and the root is still claimed.</returns>
    public static Status TryClaim(Entry* root, ref Failure failure)
    {
        Status status = Walk(root, isLenient: false, ref failure);
        if (status != Status.Ok)
        {
            Settle(root, Fate.Restored);
        }

        return status;
    }

    /// <summary>Claims what can be claimed of what a root owns; the rest is orphaned.</summary>
    /// <returns><see cref="Status.Ok"/>, or the status of the first field that could not be claimed.</returns>
    public static Status ClaimLeniently(Entry* root, ref Failure failure) => Walk(root, isLenient: true, ref failure);

    /// <summary>Lets the children of a claimed root go, each to its fate. The root stays claimed; its X is undefined.</summary>
    public static void Settle(Entry* root, Fate fate)
    {
        Heap heap = Library.Heap;
        Entry* current = root;
        Entry* parent = null;
        while (true)
        {
            uint next = current->Word.X;
            if (current->HasChildren)
            {
                // Down: the next in the chain is the first child. Our X is free for the way back.
                current->Store(current->Word.WithX(parent == null ? 0 : heap.IdOf(parent)));
                parent = current;
                current = heap.EntryAt(next);
                continue;
            }

            // Up, behind every last sibling.
            while (current != root)
            {
                bool isLast = current->IsLastSibling;
                LetGo(current, parent, fate);
                if (!isLast)
                {
                    break;
                }

                current = parent;
                uint above = current->Word.X;
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
    /// <param name="root">The root's entry, claimed by this call.</param>
    /// <param name="failure">Filled in if a block was overrun.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the tree is gone in both cases.</returns>
    public static Status End(Entry* root, ref Failure failure)
    {
        Heap heap = Library.Heap;

        // What was the caller's until now is the tree's: a callback that frees a child is told so.
        for (uint id = root->Word.X; id != 0; id = heap.EntryAt(id)->Word.X)
        {
            Entry* entry = heap.EntryAt(id);
            entry->Store(entry->Word.With(EntryState.ClaimedParentOwned, entry->Word.X));
        }

        Status status = Status.Ok;
        for (Entry* entry = root; entry != null;)
        {
            uint next = entry->Word.X;
            entry->Store(entry->Word.With(EntryState.Freed, next));
            status = Close(entry, status, ref failure);
            entry = next == 0 ? null : heap.EntryAt(next);
        }

        for (Entry* entry = root; entry != null;)
        {
            uint next = entry->Word.X;
            heap.Free(entry, isInternal: false);
            entry = next == 0 ? null : heap.EntryAt(next);
        }

        return status;
    }

    /// <summary>Ends one block without children, whose state this call has just made freed.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the block is gone in both cases.</returns>
    public static Status EndLeaf(Entry* entry, ref Failure failure)
    {
        Status status = Close(entry, Status.Ok, ref failure);
        Library.Heap.Free(entry, isInternal: false);
        return status;
    }

    // A freed block's last moments: tag, overrun, drop callback. Its memory is still there.
    private static Status Close(Entry* entry, Status status, ref Failure failure)
    {
        EntryWord word = entry->Word;
        if (word.IsTagged)
        {
            Tags.Remove(entry);
        }

        if (status == Status.Ok && !Blocks.IsIntact(entry, word))
        {
            status = Blocks.Overrun(entry, word, Reason.Overrun, ref failure);
        }

        TypeRecord* type = TypeRegistry.Of(word);
        if (type->Drop != null)
        {
            using (HostCallback.Begin())
            {
                type->Drop(Library.Heap.BlockOf(entry), type->Context);
            }
        }

        return status;
    }

    private static Status Walk(Entry* root, bool isLenient, ref Failure failure)
    {
        Heap heap = Library.Heap;
        Status status = Status.Ok;
        root->ClearShape();
        root->Store(root->Word.WithX(0));
        for (Entry* parent = root; parent != null;)
        {
            status = ClaimChildren(parent, status, isLenient, ref failure);
            if (status != Status.Ok && !isLenient)
            {
                return status;
            }

            uint next = parent->Word.X;
            parent = next == 0 ? null : heap.EntryAt(next);
        }

        return status;
    }

    private static Status ClaimChildren(Entry* parent, Status status, bool isLenient, ref Failure failure)
    {
        TypeRecord* type = TypeRegistry.Of(parent->Word);
        Entry* youngest = null;
        for (nuint i = 0; i < type->FieldCount; i++)
        {
            // SAFETY: held: the parent; the field lies inside it, aligned.
            OwnedField field = type->Fields[i];
            void* value = *(void**)(Library.Heap.BlockOf(parent) + field.Offset);
            if (value == null)
            {
                continue;
            }

            // Only the first refusal is told.
            Failure later = default;
            if (Claims.TryTakeChild(parent, field, value, ref status == Status.Ok ? ref failure : ref later, out Entry* child))
            {
                LinkBehind(youngest == null ? parent : youngest, child);
                youngest = child;
            }
            else
            {
                status = failure.Status;
                if (!isLenient)
                {
                    break;
                }
            }
        }

        if (youngest != null)
        {
            parent->MarkHasChildren();
            youngest->MarkLastSibling();
        }

        return status;
    }

    private static void LinkBehind(Entry* elder, Entry* child)
    {
        child->Store(child->Word.WithX(elder->Word.X));
        elder->Store(elder->Word.WithX(Library.Heap.IdOf(child)));
    }

    private static void LetGo(Entry* child, Entry* parent, Fate fate)
    {
        switch (fate)
        {
            case Fate.Restored:
                Claims.GiveBack(child, parent);
                break;
            case Fate.Owned:
                Claims.GiveTo(child, parent);
                break;
            default:
                Blocks.CountForgotten(child);
                child->Store(child->Word.With(EntryState.Forgotten, 0));
                break;
        }
    }
}
