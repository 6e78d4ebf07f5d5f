using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>The common cases of handles' beginnings and ends, which call nothing. False: not here, and nothing changed.</content>
internal static unsafe partial class Handles
{
    // SAFETY (whole file): permanent: handle slots and entries. Owned: the calling thread's heap and state.

    /// <summary>Takes a block that owns nothing behind a handle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFromRawFast(SlabHeap heap, ThreadState* mine, void* pointer, uint type, out ulong handle)
    {
        handle = 0;
        uint index = HandleTable.NextOwn(mine);
        if (index == 0 || (type != TypeNumber.String && TypeRegistry.At(type)->MayOwnBlocks) || !heap.TryFindSmall(pointer, out FoundBlock block)
            || !Transitions.TryClaim(block, type, EntryState.HandleOwned, index))
        {
            return false;
        }

        HandleTable.TakeNextOwn(mine);
        handle = HandleTable.Issue(index, block.Block, LentOf(block, type), heap.IdOf(block), type, block.Word.Link);
        return true;
    }

    /// <summary>Gives a reference back. If it is the last one, the block owns nothing, and is a slot of a slab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReleaseFast(SlabHeap heap, ThreadState* mine, ulong handle)
    {
        if (!HandleTable.TryResolveLive(handle, out HandleSlot* slot, out uint index, out HandleWord word))
        {
            return false;
        }

        if (word.References > 1)
        {
            return slot->TrySwap(word, word.WithReferences(word.References - 1));
        }

        // Found before the swap, behind which a processor would wait for it. What the slot names may be another block by now; then
        // the swap fails.
        if (!word.IsLastReference || !HandleTable.HasRoomForOwn(mine) || !heap.TryFindToEnd(slot->Entry, out FoundBlock block))
        {
            return false;
        }

        TypeRecord* type = block.Word.RawType == TypeNumber.String ? null : TypeRegistry.Of(block.Word);
        if (block.Word.State != EntryState.HandleOwned || (type != null && type->OwnsBlocks) || Endings.IsSpecial(block, type) || !Endings.IsIntact(heap, block, isString: type == null)
            || !slot->TrySwap(word, word.With(HandleState.Dying)))
        {
            return false;
        }

        // The handle's end is won. A tag, or a write under a borrow that has just ended, may have come before that. What is read again
        // is in the cache.
        if (block.Entry->Word != block.Word || !Endings.IsIntact(heap, block, isString: type == null))
        {
            slot->Store(word);
            return false;
        }

        // Nobody changes a block without owned fields under a borrow, so its word is this call's without a swap. A tag that comes
        // now gives up, see Tags.
        block.Entry->Store(block.Word.With(EntryState.Freed, 0));
        HandleTable.EndOwn(mine, slot, index);
        heap.EndFast(block);
        return true;
    }
}
