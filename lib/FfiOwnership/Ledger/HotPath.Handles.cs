using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>Handles. Borrow and return are the same on both heaps.</content>
internal static unsafe partial class HotPath
{
    // SAFETY (whole file): for ever: handle slots. Held: a handle's slot and block, after the swap of its word to dying.

    /// <summary>Takes a string of the caller's behind a handle.</summary>
    /// <param name="heap">The calling thread's heap; null leaves it to the general path.</param>
    /// <param name="block">Any value; never followed.</param>
    /// <param name="type">Anything but the type of strings is left to the general path.</param>
    /// <param name="handle">The handle.</param>
    /// <returns>Whether it is made; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFromRaw(ThreadHeap* heap, void* block, uint type, out ulong handle)
    {
        handle = 0;
        if (heap == null || type != TypeNumber.String || !HandleTable.TryTake(heap, out uint index))
        {
            return false;
        }

        if (!TryTake(block, TypeNumber.String, EntryState.HandleOwned, index, out Slab* slab, out uint slot, out _))
        {
            HandleTable.PutBack(heap, index);
            return false;
        }

        nuint length = slab->SizeOfSlotted(slab->Entries + slot) - 1;
        handle = HandleTable.Issue(index, block, length, slab->Number << SlabTable.SlotBits | slot, TypeNumber.String);
        return true;
    }

    /// <summary>Lends a block, shared with others.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="pointer">The block.</param>
    /// <param name="size">What is lent, in bytes.</param>
    /// <returns>Whether it is lent; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBorrow(ulong handle, uint type, out void* pointer, out nuint size)
    {
        if (!HandleTable.TryLookLive(handle, out HandleSlot* slot, out _, out HandleWord word) || !word.HasRoomForBorrow)
        {
            pointer = null;
            size = 0;
            return false;
        }

        // Read between two looks at the word; the swap fails if the slot has changed hands.
        pointer = slot->Pointer;
        size = slot->Size;
        if (slot->TypeOrNext != type || !slot->TrySwap(word, word.WithOneBorrowMore()))
        {
            return false;
        }

        HandleTable.CountBorrows(1);
        return true;
    }

    /// <summary>Gives one shared borrow back.</summary>
    /// <returns>Whether it is; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReturn(ulong handle)
    {
        if (!HandleTable.TryLookLive(handle, out HandleSlot* slot, out _, out HandleWord word)
            || word.Borrows is 0 or HandleWord.Exclusive
            || !slot->TrySwap(word, word.WithOneBorrowLess()))
        {
            return false;
        }

        HandleTable.CountBorrows(-1);
        return true;
    }

    /// <summary>Gives back the only reference to an untagged string that nobody has borrowed, and so ends it.</summary>
    /// <param name="heap">The calling thread's heap; null leaves it to the general path.</param>
    /// <param name="handle">Any value.</param>
    /// <param name="failure">Filled in if it was overrun.</param>
    /// <param name="status">What to answer, if it is ended.</param>
    /// <returns>Whether it is; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRelease(ThreadHeap* heap, ulong handle, ref Failure failure, out Status status)
    {
        status = Status.Ok;
        if (heap == null || !HandleTable.TryLookLive(handle, out HandleSlot* named, out uint index, out HandleWord word) || !word.IsLastReference)
        {
            return false;
        }

        byte* block = (byte*)named->Pointer;
        if (named->TypeOrNext != TypeNumber.String || !TryFind(block, out Slab* slab, out uint slot))
        {
            return false;
        }

        Entry* entry = slab->Entries + slot;
        if (!entry->Word.IsPlain(EntryState.HandleOwned, TypeNumber.String) || !named->TrySwap(word, word.With(HandleState.Dying)))
        {
            return false;
        }

        // Only a tag can have come meanwhile; one that comes now gives up, see Tags.
        EntryWord last = entry->Word;
        if (last.IsTagged)
        {
            status = Handles.EndDyingLeaf(index, entry, ref failure);
            return true;
        }

        entry->Store(last.With(EntryState.Freed, 0));
        HandleTable.End(heap, index);
        status = Finish(heap, slab, slot, block, TypeNumber.String, ref failure);
        return true;
    }
}
