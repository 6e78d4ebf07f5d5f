using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <content>Ownership changes sides: a pointer name is traded for a handle name, and back.</content>
internal static unsafe partial class Handles
{
    // SAFETY (whole file): permanent: entries, handle slots and type records. Held: a claimed block. Unpublished: a slot that was taken.

    /// <summary>Takes a block of the caller's, with all that it owns, behind a handle.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have; a known one.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure; the block is then still the caller's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status FromRaw<THeap>(THeap heap, ThreadState* mine, void* pointer, uint type, out ulong handle, ref Failure failure)
        where THeap : struct, IHeap
    {
        handle = 0;
        bool isTree = type != TypeNumber.String && TypeRegistry.At(type)->MayOwnBlocks;
        if (!HandleTable.TryTake(mine, out uint index))
        {
            return RefuseFromRaw(heap, pointer, type, ref failure);
        }

        EntryState to = isTree ? EntryState.ClaimedCallerOwned : EntryState.HandleOwned;
        FoundBlock block;
        while (!Transitions.TryClaim(heap, pointer, type, to, isTree ? 0 : index, out block))
        {
            if (Refusals.Explain(heap, block, pointer, type, ref failure))
            {
                HandleTable.PutBack(mine, index);
                return failure.Status;
            }
        }

        nuint lent = isTree ? LentOfTree(heap, block, type) : LentOf(block, type);
        if (isTree && !TryKeepTree(heap, index, block, ref failure))
        {
            HandleTable.PutBack(mine, index);
            return failure.Status;
        }

        handle = HandleTable.Issue(index, block.Block, lent, heap.IdOf(block), type, block.Word.Link);
        return Status.Ok;
    }

    // The bytes that a borrow lends: of a string without its NUL.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint LentOf(in FoundBlock block, uint type) => block.Size - (type == TypeNumber.String ? 1u : 0);

    // The same of a block that may own others, held by this call: of a vec of a registered type only its elements.
    private static nuint LentOfTree<THeap>(THeap heap, in FoundBlock block, uint type)
        where THeap : struct, IHeap
    {
        if (!block.Word.IsVecOfType)
        {
            return LentOf(block, type);
        }

        BlockValues elements = BlockValues.Of(heap, block);
        return elements.Count * elements.Type->Size;
    }

    /// <summary>Puts foreign memory behind a handle, with its own destructor.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="payload">Not null, and no block of ours.</param>
    /// <param name="type">A registered type without owned fields.</param>
    /// <param name="drop">Called at the end of the handle; may be null.</param>
    /// <param name="context">Passed unchanged to <paramref name="drop"/> as its second argument.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status Adopt<THeap>(THeap heap, ThreadState* mine, void* payload, uint type, delegate* unmanaged[Cdecl]<void*, void*, void> drop, void* context, out ulong handle, ref Failure failure)
        where THeap : struct, IHeap
    {
        handle = 0;
        if (!heap.TryReserve((nuint)sizeof(Adoption), 8, BlockTraits.None, out Reservation record))
        {
            return failure.OutOfMemory((nuint)sizeof(Adoption));
        }

        if (heap.Owns(payload))
        {
            Endings.Cancel(heap, record);
            return failure.Set(Status.InvalidArgument, Reason.PayloadIsOurs);
        }

        if (!HandleTable.TryTake(mine, out uint index))
        {
            Endings.Cancel(heap, record);
            return HandleTable.NoSlot(ref failure);
        }

        // SAFETY: unpublished.
        *(Adoption*)record.Block = new Adoption { Payload = payload, Drop = drop, Context = context };
        Transitions.Publish(heap, record, EntryState.AdoptionRecord, type, index, new Transitions.NewBlock { Period = Checkpoints.Current });
        heap.MarkReachable(record.Entry);
        handle = HandleTable.Issue(index, payload, TypeRegistry.At(type)->Size, heap.IdOf(record.Entry), type);
        return Status.Ok;
    }

    /// <summary>Trades a handle for the pointer of its block, or for the payload it adopted.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="handle">Any value; stale afterwards.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="to">The state that the block is to be in: the caller's, or busy if this call goes on with it.</param>
    /// <param name="pointer">The block or payload; null on failure.</param>
    /// <param name="lent">What a borrow lent, in bytes.</param>
    /// <param name="block">The block; no entry for a payload.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Shared"/>, <see cref="Status.Borrowed"/>, or what is wrong with handle or type.</returns>
    public static Status IntoRaw<THeap>(THeap heap, ThreadState* mine, ulong handle, uint type, EntryState to, out void* pointer, out nuint lent, out FoundBlock block, ref Failure failure)
        where THeap : struct, IHeap
    {
        pointer = null;
        lent = 0;
        block = default;
        while (true)
        {
            if (!HandleTable.TryResolveLive(handle, out HandleSlot* slot, out uint index, out HandleWord word) || Volatile.Read(ref slot->TypeOrNext) != type)
            {
                Status status = Refusals.Explain(handle, type, ref failure);
                if (status != Status.Ok)
                {
                    return status;
                }
            }
            else if (word.References > 1)
            {
                return failure.Set(Status.Shared, Reason.HandleShared, handle);
            }
            else if (word.Borrows != 0)
            {
                return failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
            }
            else if (slot->TrySwap(word, word.With(HandleState.Dying)))
            {
                block = heap.At(slot->Entry);
                if (!Transitions.TryClaimFromHandle(block.Entry, out EntryWord before))
                {
                    // Through an exclusive borrow that has just ended, another call is changing the block.
                    slot->Store(word);
                    return failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
                }

                pointer = slot->Pointer;
                lent = slot->Size;
                bool isRecord = before.State == EntryState.AdoptionRecord;
                block.Word = isRecord ? before.With(EntryState.Freed, 0) : before.With(to, slot->Note);
                block.Entry->Store(block.Word);

                // The slot goes after the entry: the next handle in it must not find it named by this entry.
                HandleTable.End(mine, slot, index);
                if (isRecord)
                {
                    // Last of all, as a callback may run here: an adopted payload's record ends with its handle.
                    Endings.GiveBack(heap, block.Entry, isRecord: true);
                    block = default;
                }

                return Status.Ok;
            }
        }
    }

    /// <summary>Puts a block that this call holds behind the handle of a taken slot.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="index">The slot.</param>
    /// <param name="held">The block, busy or claimed by this call.</param>
    /// <param name="type">Its type.</param>
    /// <param name="lent">What a borrow lends, in bytes.</param>
    /// <param name="note">The link of its word as the caller's.</param>
    /// <returns>The handle, with one reference.</returns>
    public static ulong Issue<THeap>(THeap heap, uint index, in FoundBlock held, uint type, nuint lent, uint note)
        where THeap : struct, IHeap
    {
        held.Entry->Store(held.Entry->Word.With(EntryState.HandleOwned, index));
        return HandleTable.Issue(index, held.Block, lent, heap.IdOf(held), type, note);
    }

    // Makes all that a claimed root owns its parents', and the root the handle's. False: refused, and the root is the caller's again.
    private static bool TryKeepTree<THeap>(THeap heap, uint index, in FoundBlock root, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (Trees.TryClaim(heap, root.Entry, ref failure) != Status.Ok)
        {
            root.Entry->Store(root.Word);
            return false;
        }

        Trees.Resolve(heap, root.Entry, TreeOutcome.ParentOwned);
        root.Entry->Store(root.Word.With(EntryState.HandleOwned, index));
        return true;
    }

    // There is no slot; what is wrong with the pointer, if anything is, comes first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status RefuseFromRaw<THeap>(THeap heap, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        _ = heap.TryFind(pointer, out FoundBlock block);
        heap.Leave(block);
        return Refusals.Explain(heap, block, pointer, type, ref failure) ? failure.Status : HandleTable.NoSlot(ref failure);
    }
}
