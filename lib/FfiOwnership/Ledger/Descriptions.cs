using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>Describes blocks for people and tools.</summary>
internal static unsafe class Descriptions
{
    // SAFETY (whole file): pinned: the block while it is read. Permanent: entries, handle slots and type records.

    /// <summary>Describes the block that a pointer leads to, live or freed.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="pointer">Any value; never dereferenced. An interior pointer finds its block.</param>
    /// <param name="info">The description.</param>
    /// <returns>False if it leads to none.</returns>
    public static bool TryDescribe<THeap>(THeap heap, void* pointer, out BlockInfo info)
        where THeap : struct, IHeap
    {
        while (true)
        {
            _ = heap.TryFind(pointer, out FoundBlock block);
            if (block.Entry != null && block.Offset == 0 && heap.IsLost(block))
            {
                // Freed so long ago that this is all that is known.
                info = new() { StructSize = (uint)sizeof(BlockInfo), Address = block.Block, Owner = BlockOwner.Nobody, TypeName = TypeRegistry.Of(default)->Name };
                return true;
            }

            if (block.Entry == null || block.Word.State is EntryState.Unused or EntryState.AdoptionRecord)
            {
                heap.Leave(block);
                info = default;
                return false;
            }

            if (TryRead(heap, block, slot: 0, out info))
            {
                return true;
            }
        }
    }

    /// <summary>Describes the block that a handle names; also one that is closing.</summary>
    public static Status Describe<THeap>(THeap heap, ulong handle, out BlockInfo info, ref Failure failure)
        where THeap : struct, IHeap
    {
        while (true)
        {
            info = default;
            Status status = HandleTable.Resolve(handle, ref failure, out uint index, out _);
            if (status != Status.Ok)
            {
                return status;
            }

            // A block whose memory was freed behind the ledger's back is found by its handle only, and cannot be pinned: then what
            // is read is the entry, which is permanent, and whose word says whether it was of one moment.
            uint id = HandleTable.At(index)->Entry;
            if (!heap.TryFindEntry(id, out FoundBlock block))
            {
                heap.Leave(block);
                block = heap.At(id);
            }

            // A call may end the handle, or try to, between the two looks. Whether it has the next look says.
            if (TryRead(heap, block, index, out info) && info.Handle == handle)
            {
                return Status.Ok;
            }
        }
    }

    /// <summary>Finds the next live block made since a checkpoint.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="cursor">The number of the entry visited last; 0 to begin.</param>
    /// <param name="checkpoint">The first period that is wanted.</param>
    /// <param name="live">What is known of it.</param>
    /// <returns>False at the end.</returns>
    public static bool TryNextLive<THeap>(THeap heap, ref uint cursor, ulong checkpoint, out Ledger.LiveBlock live)
        where THeap : struct, IHeap
    {
        while (heap.TryFindNext(ref cursor, out FoundBlock block))
        {
            heap.Leave(block);
            if (IsWanted(block, checkpoint))
            {
                live = new Ledger.LiveBlock(block.Word.Type, block.Word.State == EntryState.AdoptionRecord ? 0 : block.Size);
                return true;
            }
        }

        live = default;
        return false;
    }

    /// <summary>Describes the live block of an entry, if it was made since a checkpoint.</summary>
    /// <returns>False if it has ended meanwhile, or is the record of a payload that is just being adopted or let go.</returns>
    public static bool TryDescribeLive<THeap>(THeap heap, uint id, ulong checkpoint, out BlockInfo info)
        where THeap : struct, IHeap
    {
        while (true)
        {
            if (!heap.TryFindEntry(id, out FoundBlock block) || !IsWanted(block, checkpoint))
            {
                heap.Leave(block);
                info = default;
                return false;
            }

            if (TryRead(heap, block, slot: 0, out info))
            {
                return info.Owner != BlockOwner.Nobody;
            }
        }
    }

    private static bool IsWanted(in FoundBlock block, ulong checkpoint) =>
        block.Word is { IsLive: true, State: not EntryState.Forgotten } && block.Info.Period >= checkpoint;

    // Describes a pinned block, which is left then. False if another call moved it on meanwhile: what was read may be of two moments.
    private static bool TryRead<THeap>(THeap heap, in FoundBlock block, uint slot, out BlockInfo info)
        where THeap : struct, IHeap
    {
        bool isRead = TryReadPinned(heap, block, slot, out info, out NamedOwner owner);
        heap.Leave(block);

        // Whether the owner still has the block needs a pin of its own.
        if (isRead && !owner.IsNone && !owner.Names(heap, info.Address))
        {
            info.Flags |= BlockFlags.Orphaned;
            info.OwnedBy = null;
        }

        return isRead;
    }

    private static bool TryReadPinned<THeap>(THeap heap, in FoundBlock block, uint slot, out BlockInfo info, out NamedOwner owner)
        where THeap : struct, IHeap
    {
        EntryWord word = block.Word;
        TypeRecord* type = TypeRegistry.Of(word);
        owner = default;
        info = new()
        {
            StructSize = (uint)sizeof(BlockInfo),
            Type = word.Type,
            Address = block.Block,
            Size = block.Size,
            Owner = OwnerOf(word.State),
            Flags = word.State == EntryState.Forgotten ? BlockFlags.Forgotten : default,
            Period = block.Info.Period,
            TypeName = type->Name,
            FreeFunction = type->FreeFunction,
            ElementType = type->ElementType,
        };

        // While a call is changing the block, the entry does not name its handle.
        if (word.State is EntryState.HandleOwned or EntryState.AdoptionRecord)
        {
            slot = word.HandleIndex;
        }
        else if (word.State != EntryState.ClaimedHandleOwned)
        {
            slot = 0;
        }

        if (slot != 0 && !TryAddHandle(ref info, word.State, slot, heap.IdOf(block)))
        {
            return false;
        }

        // The record of a payload whose handle is just being issued or ended: there is nothing to tell of yet, or any more.
        info.Owner = word.State == EntryState.AdoptionRecord && info.Handle == 0 ? BlockOwner.Nobody : info.Owner;
        if (word.State == EntryState.ParentOwned)
        {
            info.OwnedBy = heap.At(word.ParentId).Block;
            owner = new NamedOwner(word.ParentId, block.Info.ParentReuse);
        }

        if (word.IsTagged)
        {
            Tags.Copy(heap.IdOf(block), MemoryMarshal.CreateSpan(ref info.Tag[0], Tags.Size));
        }

        return block.Entry->Word == word;
    }

    private static BlockOwner OwnerOf(EntryState state) => state switch
    {
        EntryState.CallerOwned or EntryState.Busy or EntryState.Forgotten or EntryState.ClaimedCallerOwned => BlockOwner.Caller,
        EntryState.ParentOwned or EntryState.HandleOwned or EntryState.ClaimedParentOwned or EntryState.ClaimedHandleOwned or EntryState.AdoptionRecord => BlockOwner.Library,
        _ => BlockOwner.Nobody,
    };

    // False if the slot has changed hands while it was read. One that is not this entry's, or not live, is just being issued
    // or ended, and says nothing.
    private static bool TryAddHandle(ref BlockInfo info, EntryState state, uint index, uint entry)
    {
        HandleSlot* slot = HandleTable.At(index);
        HandleWord handle = slot->Word;
        if (handle.State is not (HandleState.Live or HandleState.Closing) || Volatile.Read(ref slot->Entry) != entry)
        {
            return true;
        }

        info.Handle = HandleCodec.Encode(index, handle.Generation);
        info.References = handle.References;
        info.Borrows = handle.Borrows == HandleWord.Exclusive ? 1 : handle.Borrows;
        info.Flags |= handle.State == HandleState.Closing ? BlockFlags.Closing : default;
        if (state == EntryState.AdoptionRecord)
        {
            info.Flags |= BlockFlags.Adopted;
            info.Address = (void*)Volatile.Read(ref *(nuint*)&slot->Pointer);
            info.Size = slot->Size;
            info.FreeFunction = null;
        }

        return slot->Word is { State: HandleState.Live or HandleState.Closing } now && now.Generation == handle.Generation;
    }
}
