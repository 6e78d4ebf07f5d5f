using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Entries;

namespace FfiOwnership.Ledgers;

/// <summary>Makes a description of a pinned block.</summary>
internal static unsafe class BlockReader
{
    /// <summary>Reads what can be read while the block is pinned.</summary>
    /// <param name="place">The block.</param>
    /// <param name="slot">The slot of the handle that led here; 0: none did, and only the block's entry knows.</param>
    /// <param name="info">What was read.</param>
    /// <param name="owner">For <see cref="Finish"/>.</param>
    /// <returns>False if the block has moved on since it was found: what was read may be of two moments. Find it again.</returns>
    public static bool TryRead(in Place place, uint slot, out BlockInfo info, out NamedOwner owner)
    {
        EntryWord word = place.Word;
        TypeRecord* type = TypeRegistry.Of(word);
        owner = default;
        info = new()
        {
            StructSize = (uint)sizeof(BlockInfo),
            Type = word.Type,
            Address = place.Block,
            Size = place.Size,
            Owner = OwnerOf(word.State),
            Flags = word.State == EntryState.Forgotten ? BlockFlags.Forgotten : default,
            Period = place.Entry->Period,
            TypeName = type->Name,
            FreeFunction = type->FreeFunction,
        };

        // While a call is changing the block, the entry does not name its handle.
        if (word.State is EntryState.HandleOwned or EntryState.AdoptionRecord)
        {
            slot = word.X;
        }
        else if (word.State != EntryState.ClaimedHandleOwned)
        {
            slot = 0;
        }

        if (slot != 0 && !TryAddHandle(ref info, word.State, slot, Library.Heap.IdOf(place.Entry)))
        {
            return false;
        }

        // The record of a payload whose handle is just being issued or ended: there is nothing to tell of yet, or any more.
        info.Owner = word.State == EntryState.AdoptionRecord && info.Handle == 0 ? BlockOwner.Nobody : info.Owner;

        if (word.State == EntryState.ParentOwned)
        {
            info.OwnedBy = Library.Heap.BlockOf(Library.Heap.EntryAt(word.X));
            owner = new NamedOwner(word.X, place.Entry->ParentReuse);
        }

        if (word.IsTagged)
        {
            Tags.Copy(Library.Heap.IdOf(place.Entry), MemoryMarshal.CreateSpan(ref info.Tag[0], Tags.Size));
        }

        return place.Entry->Word == word;
    }

    /// <summary>Adds what needs a pin of its own: whether the owner still names the block.</summary>
    public static void Finish(ref BlockInfo info, in NamedOwner owner)
    {
        if (!owner.IsNone && !owner.Names(info.Address))
        {
            info.Flags |= BlockFlags.Orphaned;
            info.OwnedBy = null;
        }
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
        // SAFETY: for ever: the slot. Its plain fields are read between two looks at its word, see HandleSlot.
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
