
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>Ownership changes sides: a pointer's name is traded for a handle's, and back.</content>
internal static unsafe partial class Handles
{
    /// <summary>Takes a block of the caller's, with all that it owns, behind a handle.</summary>
    /// <param name="block">Any value; never followed.</param>
    /// <param name="type">The type it must have; a known one.</param>
    /// <param name="handle">The handle, with one reference.</param>
    /// <param name="failure">Filled in on failure; the block is then still the caller's.</param>
    public static Status FromRaw(void* block, uint type, out ulong handle, ref Failure failure)
    {
        handle = 0;
        if (!Claims.TryTake(block, type, EntryState.ClaimedCallerOwned, ref failure, out Entry* root, out EntryWord before))
        {
            return failure.Status;
        }

        Status status = ClaimedTree.TryClaim(root, ref failure);
        if (status == Status.Ok)
        {
            status = HandleTable.Take(ref failure, out uint index);
            if (status == Status.Ok)
            {
                ClaimedTree.Settle(root, ClaimedTree.Fate.Owned);
                handle = Issue(index, root, type, Library.Heap.SizeOf(root) - (type == TypeNumber.String ? 1u : 0), before.X);
                return Status.Ok;
            }

            ClaimedTree.Settle(root, ClaimedTree.Fate.Restored);
        }

        root->Store(before);
        return status;
    }

    /// <summary>Puts a block that this call holds behind the handle of a taken slot.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="held">The block's entry, busy or claimed.</param>
    /// <param name="type">Its type.</param>
    /// <param name="lent">What a borrow lends, in bytes.</param>
    /// <param name="note">The X of its word as the caller's.</param>
    /// <returns>The handle, with one reference.</returns>
    public static ulong Issue(uint index, Entry* held, uint type, nuint lent, uint note)
    {
        held->Store(held->Word.With(EntryState.HandleOwned, index));
        return HandleTable.Issue(index, Library.Heap.BlockOf(held), lent, Library.Heap.IdOf(held), type, note);
    }

    /// <summary>Puts foreign memory behind a handle, with its own destructor.</summary>
    /// <param name="payload">Not null, and no block of ours.</param>
    /// <param name="type">A registered type without owned fields.</param>
    /// <param name="drop">Called at the end of the handle; may be null.</param>
    /// <param name="context">Handed to it.</param>
    /// <param name="handle">The handle, with one reference.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status Adopt(void* payload, uint type, delegate* unmanaged[Cdecl]<void*, void*, void> drop, void* context, out ulong handle, ref Failure failure)
    {
        handle = 0;
        Status status = Blocks.Reserve((nuint)sizeof(Adoption), 8, BlockTraits.None, ref failure, out Reservation record);
        if (status != Status.Ok)
        {
            return status;
        }

        if (Library.Heap.Owns(payload))
        {
            Library.Heap.Abandon(record);
            return failure.Set(Status.InvalidArgument, "the payload is memory of this library, a block or what was one; blocks are taken by ffo_handle_from_raw"u8);
        }

        status = HandleTable.Take(ref failure, out uint index);
        if (status != Status.Ok)
        {
            Library.Heap.Abandon(record);
            return status;
        }

        // SAFETY: unpublished.
        *(Adoption*)record.Block = new Adoption { Payload = payload, Drop = drop, Context = context };
        Library.Heap.Publish(record, EntryState.AdoptionRecord, type, index, 0, Checkpoints.Current);
        Library.Heap.Expose(record.Entry);
        handle = HandleTable.Issue(index, payload, TypeRegistry.At(type)->Size, Library.Heap.IdOf(record.Entry), type);
        return Status.Ok;
    }

    /// <summary>Trades a handle for the pointer of its block, or for the payload it adopted.</summary>
    /// <param name="handle">Any value; stale afterwards.</param>
    /// <param name="type">The type it must have; a known one.</param>
    /// <param name="to">The state that the block is to be in: the caller's, or busy if this call goes on with it.</param>
    /// <param name="block">The block or payload.</param>
    /// <param name="lent">What a borrow lent, in bytes.</param>
    /// <param name="entry">The block's entry; null for a payload.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Shared"/>, <see cref="Status.Borrowed"/>, or what is wrong with handle or type.</returns>
    public static Status IntoRaw(ulong handle, uint type, EntryState to, out void* block, out nuint lent, out Entry* entry, ref Failure failure)
    {
        block = null;
        lent = 0;
        entry = null;
        while (true)
        {
            Status status = LookLive(handle, type, ref failure, out uint index, out HandleWord word);
            if (status != Status.Ok)
            {
                return status;
            }

            if (word.References > 1)
            {
                return failure.Set(Status.Shared, Reason.HandleShared, handle);
            }

            if (word.Borrows != 0)
            {
                return failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
            }

            HandleSlot* slot = HandleTable.At(index);
            void* pointer = slot->Pointer;
            nuint size = slot->Size;
            uint note = slot->Note;
            if (TryWin(index, word, handle, ref failure, out Entry* won, out status))
            {
                // The slot goes last: whoever is issued it next must not find it named by this entry.
                block = pointer;
                lent = size;
                entry = LetGo(won, to, note);
                HandleTable.End(ThreadHeap.Plain, index);
                return Status.Ok;
            }

            if (status != Status.Ok)
            {
                return status;
            }
        }
    }

    // An adopted payload's record ends with its handle.
    private static Entry* LetGo(Entry* won, EntryState to, uint note)
    {
        if (won->Word.State != EntryState.AdoptionRecord)
        {
            won->Store(won->Word.With(to, note));
            return won;
        }

        won->Store(won->Word.With(EntryState.Freed, 0));
        Library.Heap.Free(won, isInternal: true);
        return null;
    }

    // The library's record of an adopted payload: the content of an internal block.
    private struct Adoption
    {
        public void* Payload;
        public delegate* unmanaged[Cdecl]<void*, void*, void> Drop;
        public void* Context;
    }
}
