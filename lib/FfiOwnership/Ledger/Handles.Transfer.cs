using FfiOwnership.Errors;
using FfiOwnership.Memory;

namespace FfiOwnership.Ledger;

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
        if (!Claims.TryTake(block, type, EntryState.ClaimedCallers, ref failure, out Entry* root))
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
                handle = Issue(index, root, type, Library.Heap.SizeOf(root) - (type == TypeNumber.String ? 1u : 0));
                return Status.Ok;
            }

            ClaimedTree.Settle(root, ClaimedTree.Fate.Restored);
        }

        root->Store(root->Word.With(EntryState.Callers, 0));
        return status;
    }

    /// <summary>Puts a block that this call holds behind the handle of a taken slot.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="held">The block's entry, busy or claimed.</param>
    /// <param name="type">Its type.</param>
    /// <param name="lent">What a borrow lends, in bytes.</param>
    /// <returns>The handle, with one reference.</returns>
    public static ulong Issue(uint index, Entry* held, uint type, nuint lent)
    {
        held->Store(held->Word.With(EntryState.Handled, index));
        return HandleTable.Issue(index, Library.Heap.BlockOf(held), lent, Library.Heap.IdOf(held), type);
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

        if (IsOurs(payload))
        {
            Library.Heap.Abandon(record);
            return failure.Set(Status.InvalidArgument, "the payload is a block of this library; use ffo_handle_from_raw"u8);
        }

        status = HandleTable.Take(ref failure, out uint index);
        if (status != Status.Ok)
        {
            Library.Heap.Abandon(record);
            return status;
        }

        // SAFETY: unpublished.
        *(Adoption*)record.Block = new Adoption { Payload = payload, Drop = drop, Context = context };
        Library.Heap.Publish(record, EntryState.Internal, type, index, 0, Periods.Current);
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
                return failure.Set(Status.Shared, Detail.HandleShared, handle);
            }

            if (word.Borrows != 0)
            {
                return failure.Set(Status.Borrowed, Detail.HandleBorrowed, handle);
            }

            HandleSlot* slot = HandleTable.At(index);
            void* pointer = slot->Pointer;
            nuint size = slot->Size;
            if (TryWin(index, word, handle, ref failure, out Entry* won, out status))
            {
                // The slot goes last: whoever is issued it next must not find it named by this entry.
                block = pointer;
                lent = size;
                entry = LetGo(won, to);
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
    private static Entry* LetGo(Entry* won, EntryState to)
    {
        if (won->Word.State != EntryState.Internal)
        {
            won->Store(won->Word.With(to, 0));
            return won;
        }

        won->Store(won->Word.With(EntryState.Freed, 0));
        Library.Heap.Free(won, isInternal: true);
        return null;
    }

    private static bool IsOurs(void* payload)
    {
        if (!Library.Heap.Find(payload, out Place place))
        {
            return false;
        }

        bool isOurs = place.Word is { IsLive: true, State: not EntryState.Internal };
        Library.Heap.Unpin(place);
        return isOurs;
    }

    // The library's record of an adopted payload: the content of an internal block.
    private struct Adoption
    {
        public void* Payload;
        public delegate* unmanaged[Cdecl]<void*, void*, void> Drop;
        public void* Context;
    }
}
