
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>The one atomic step that makes a block this call's own, and the ways back.</summary>
internal static unsafe class Claims
{
    /// <summary>Takes a block that is the caller's into another state.</summary>
    /// <param name="pointer">Any value; never followed.</param>
    /// <param name="type">The type it must have; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="to">A state that makes it this call's own.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="entry">The block's entry.</param>
    /// <param name="before">Its word before: stored again, it undoes the step, since no call changes a word that another holds.</param>
    /// <returns>Whether this call won it.</returns>
    public static bool TryTake(void* pointer, uint type, EntryState to, ref Failure failure, out Entry* entry, out EntryWord before)
    {
        entry = null;
        before = default;
        if (!Blocks.Find(pointer, type, ref failure, out Place place))
        {
            return false;
        }

        // The pin keeps the entry the block's; what changes under our hands is looked at again from the start.
        EntryWord word = place.Entry->Word;
        while (Blocks.IsNamed(place, word, pointer, type, ref failure))
        {
            if (word.State != EntryState.CallerOwned)
            {
                Blocks.Refuse(place, word, pointer, ref failure);
                break;
            }

            if (place.Entry->TrySwap(word, word.With(to, 0)))
            {
                entry = place.Entry;
                before = word;
                break;
            }

            word = place.Entry->Word;
        }

        Library.Heap.Unpin(place);
        if (entry == null)
        {
            Blocks.Explain(ref failure);
        }

        return entry != null;
    }

    /// <summary>Takes a block in order to change an owned field of it: one of the caller's, or one that the caller has borrowed exclusively.</summary>
    /// <param name="pointer">Any value; never followed.</param>
    /// <param name="type">The type it must have; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="offset">Where the owned field must be.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="change">The block and the field.</param>
    /// <returns>Whether this call won it.</returns>
    public static bool TryTakeForChange(void* pointer, uint type, nuint offset, ref Failure failure, out Change change)
    {
        change = default;
        if (!Blocks.Find(pointer, type, ref failure, out Place place))
        {
            return false;
        }

        EntryWord word = place.Entry->Word;
        while (Blocks.IsNamed(place, word, pointer, type, ref failure) && IsChangeable(place, word, pointer, ref failure))
        {
            OwnedField* field = TypeRegistry.Of(word)->FieldAt(offset);
            if (field == null)
            {
                Blocks.NoField(place, word, offset, ref failure);
                break;
            }

            EntryWord held = word.With(word.State == EntryState.HandleOwned ? EntryState.ClaimedHandleOwned : EntryState.Busy, 0);
            if (place.Entry->TrySwap(word, held))
            {
                // Nobody can end a borrow while its block is claimed; but it may have ended just before.
                if (IsChangeable(place, word, pointer, ref failure))
                {
                    change.Entry = place.Entry;
                    change.Before = word;
                    change.Field = *field;
                    change.Slot = (void**)(place.Block + offset);
                }
                else
                {
                    place.Entry->Store(word);
                }

                break;
            }

            word = place.Entry->Word;
        }

        Library.Heap.Unpin(place);
        if (change.Entry == null)
        {
            Blocks.Explain(ref failure);
        }

        return change.Entry != null;
    }

    /// <summary>Takes what an owned field holds, together with its parent, which this call holds already.</summary>
    /// <param name="parent">The parent's entry, claimed or busy.</param>
    /// <param name="field">Which field.</param>
    /// <param name="value">What it holds; never followed.</param>
    /// <param name="failure">Filled in on failure, naming the field.</param>
    /// <param name="child">The child's entry.</param>
    /// <returns>Whether it is an unborrowed block of the field's type that is the caller's or this parent's, and was won.</returns>
    public static bool TryTakeChild(Entry* parent, in OwnedField field, void* value, ref Failure failure, out Entry* child)
    {
        child = null;
        if (!Blocks.Find(value, field.Type, ref failure, out Place place))
        {
            NameField(parent, field, ref failure);
            return false;
        }

        uint parentId = Library.Heap.IdOf(parent);
        EntryWord word = place.Entry->Word;
        while (Blocks.IsNamed(place, word, value, field.Type, ref failure))
        {
            bool isParents = word.State == EntryState.ParentOwned && word.X == parentId && place.Entry->ParentReuse == parent->Word.Reuse;
            if (!isParents && word.State != EntryState.CallerOwned)
            {
                RefuseChild(place, word, value, ref failure);
                break;
            }

            if (place.Entry->TrySwap(word, word.With(isParents ? EntryState.ClaimedParentOwned : EntryState.ClaimedCallerOwned, 0)))
            {
                child = place.Entry;
                child->ClearShape();
                break;
            }

            word = place.Entry->Word;
        }

        Library.Heap.Unpin(place);
        if (child == null)
        {
            Blocks.Explain(ref failure);
            NameField(parent, field, ref failure);
        }

        return child != null;
    }

    /// <summary>Gives a claimed child back to whom it belonged before.</summary>
    public static void GiveBack(Entry* child, Entry* parent)
    {
        EntryWord word = child->Word;
        child->Store(word.State == EntryState.ClaimedParentOwned ? word.With(EntryState.ParentOwned, Library.Heap.IdOf(parent)) : word.With(EntryState.CallerOwned, 0));
    }

    /// <summary>Makes a claimed child its parent's.</summary>
    public static void GiveTo(Entry* child, Entry* parent)
    {
        child->SetParentReuse(parent->Word.Reuse);
        child->Store(child->Word.With(EntryState.ParentOwned, Library.Heap.IdOf(parent)));
    }

    private static bool IsChangeable(in Place place, EntryWord word, void* pointer, ref Failure failure)
    {
        if (word.State == EntryState.CallerOwned)
        {
            return true;
        }

        Blocks.Refuse(place, word, pointer, ref failure);
        if (word.State != EntryState.HandleOwned)
        {
            return false;
        }

        // SAFETY: for ever: X of a handled entry is the index of its handle's slot.
        HandleWord handle = HandleTable.At(word.X)->Word;
        if (handle.Borrows is not (0 or HandleWord.Exclusive))
        {
            failure.Status = Status.BorrowConflict;
            failure.Reason = Reason.SharedBorrowed;
        }

        return handle.Borrows == HandleWord.Exclusive;
    }

    // A child that is claimed already stands twice in the tree, or in a cycle, or another call is at work on it.
    private static void RefuseChild(in Place place, EntryWord word, void* value, ref Failure failure)
    {
        Blocks.Refuse(place, word, value, ref failure);
        if (word.State is EntryState.ClaimedCallerOwned or EntryState.ClaimedParentOwned or EntryState.ClaimedHandleOwned)
        {
            failure.Status = Status.NotOwned;
            failure.Reason = Reason.InClaimedTree;
        }
    }

    /// <summary>A block that is being changed by this call.</summary>
    public struct Change
    {
        /// <summary>Its entry.</summary>
        public Entry* Entry;

        /// <summary>The word it had before.</summary>
        public EntryWord Before;

        /// <summary>The owned field that is being changed.</summary>
        public OwnedField Field;

        /// <summary>Where the field stands in memory.</summary>
        public void** Slot;

        /// <summary>Ends the change: the block is again whose it was.</summary>
        public readonly void End() => Entry->Store(Before);
    }

    private static void NameField(Entry* parent, in OwnedField field, ref Failure failure)
    {
        failure.NameField(Library.Heap.BlockOf(parent), TypeRegistry.Of(parent->Word)->Name, field.Offset);
        failure.ExpectedType = field.Type;
        failure.ExpectedTypeName = TypeRegistry.At(field.Type)->Name;
    }
}
