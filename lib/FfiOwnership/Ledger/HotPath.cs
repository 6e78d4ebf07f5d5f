using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <summary>The common calls in one go: small blocks on the slab heap, by a thread that has a heap of its own; plain handles.</summary>
/// <remarks>
/// The rules are those of the general path (<see cref="Claims"/>, <see cref="Trees"/>, <see cref="Handles"/>). Here they are
/// taken at a run: one look at the thread's heap, one at the page map, one at the entry, one compare-and-swap. Whatever is
/// less common, and all that goes wrong, is left to the general path, which finds everything as it was, and answers.
/// </remarks>
internal static unsafe partial class HotPath
{
    // SAFETY (whole file): for ever: slabs and entries; a pointer is only compared until a swap has made its block this call's
    // own. Held: a block after the swap. Owned: the heap is the calling thread's.

    /// <summary>Takes an untagged block that is the caller's into another state.</summary>
    /// <param name="block">Any value; never followed.</param>
    /// <param name="rawType">The type it must have.</param>
    /// <param name="to">The new state.</param>
    /// <param name="x">Its X.</param>
    /// <param name="slab">The slab it is in.</param>
    /// <param name="slot">Its slot there.</param>
    /// <param name="word">Its entry's word, as it was.</param>
    /// <returns>Whether this call won it; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(void* block, uint rawType, EntryState to, uint x, out Slab* slab, out uint slot, out EntryWord word) =>
        TryLook(block, rawType, out slab, out slot, out word) && slab->Entries[slot].TrySwap(word, word.With(to, x));

    /// <summary>Ends a block of the caller's that owns nothing, has no drop callback and no tag.</summary>
    /// <param name="heap">The calling thread's heap; null leaves it to the general path.</param>
    /// <param name="block">Any value; never followed.</param>
    /// <param name="rawType">The type it must have.</param>
    /// <param name="failure">Filled in if it was overrun.</param>
    /// <param name="status">What to answer, if the block is ended.</param>
    /// <returns>Whether it is; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFree(ThreadHeap* heap, byte* block, uint rawType, ref Failure failure, out Status status)
    {
        status = Status.Ok;
        if (heap == null || !TryLook(block, rawType, out Slab* slab, out uint slot, out EntryWord word))
        {
            return false;
        }

        // What a processor would otherwise wait for behind the swap. The size is that of the block whose word was read, if the
        // swap finds the word unchanged; and only this thread can make itself the owner or stop being it.
        Entry* entry = slab->Entries + slot;
        nuint size = slab->SizeOfSlotted(entry);
        ulong period = entry->Period;
        bool isMine = slab->Owner == heap;
        if (!entry->TrySwap(word, word.With(EntryState.Freed, 0)))
        {
            return false;
        }

        if (!IsIntact(slab, block, size, rawType))
        {
            status = ClaimedTree.EndLeaf(entry, ref failure);
            return true;
        }

        heap->Counters.CountFreed(period, size);
        ThreadHeap.Give(heap, slab, slot, isMine);
        return true;
    }

    /// <summary>Ends such a block that owns one string at most.</summary>
    /// <param name="heap">The calling thread's heap; null leaves it to the general path.</param>
    /// <param name="block">Any value; never followed.</param>
    /// <param name="rawType">The type it must have.</param>
    /// <param name="offset">Where the one owned field of the type stands.</param>
    /// <param name="failure">Filled in if either was overrun.</param>
    /// <param name="status">What to answer, if both are ended.</param>
    /// <returns>Whether they are; if not, nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFreeWithString(ThreadHeap* heap, byte* block, uint rawType, nuint offset, ref Failure failure, out Status status)
    {
        status = Status.Ok;
        if (heap == null || !TryTake(block, rawType, EntryState.ClaimedCallerOwned, 0, out Slab* slab, out uint slot, out EntryWord word))
        {
            return false;
        }

        Entry* entry = slab->Entries + slot;
        byte* text = *(byte**)(block + offset);
        if (text == null)
        {
            entry->Store(word.With(EntryState.Freed, 0));
            status = Finish(heap, slab, slot, block, rawType, ref failure);
            return true;
        }

        if (!TryFindChild(text, slab->Number << SlabTable.SlotBits | slot, word.Reuse, out Slab* textSlab, out uint textSlot, out EntryWord textWord)
            || !IsIntact(slab, block, slab->SizeOfSlotted(entry), rawType)
            || !IsIntact(textSlab, text, textSlab->SizeOfSlotted(textSlab->Entries + textSlot), TypeNumber.String))
        {
            entry->Store(word);
            return false;
        }

        // The parent is claimed, so the string cannot go elsewhere, and a tag that comes now gives up, see Tags. The child goes
        // first: whose parent is freed is an orphan.
        textSlab->Entries[textSlot].Store(textWord.With(EntryState.Freed, 0));
        entry->Store(word.With(EntryState.Freed, 0));
        Give(heap, textSlab, textSlot);
        Give(heap, slab, slot);
        return true;
    }

    // An untagged block that is the caller's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryLook(void* block, uint rawType, out Slab* slab, out uint slot, out EntryWord word)
    {
        // The block's memory is needed for its end, and missing it costs most where many blocks live. A prefetch never
        // faults, whatever the pointer, and lets this miss and the entry's overlap.
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(block);
        }

        word = default;
        if (!TryFind(block, out slab, out slot))
        {
            return false;
        }

        word = slab->Entries[slot].Word;
        return word.IsPlain(EntryState.CallerOwned, rawType);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFind(void* block, out Slab* slab, out uint slot)
    {
        slot = 0;
        slab = PageMap.At(block);
        if (slab == null)
        {
            return false;
        }

        slot = slab->SlotAt((nuint)((byte*)block - slab->Base));
        return slot < slab->SlotCount && slab->MemoryOf(slot) == block;
    }

    // An untagged string that belongs to a parent, and does so as long as this call holds the parent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFindChild(byte* text, uint parentId, uint parentReuse, out Slab* slab, out uint slot, out EntryWord word)
    {
        if (!TryFind(text, out slab, out slot))
        {
            word = default;
            return false;
        }

        Entry* entry = slab->Entries + slot;
        word = entry->Word;
        return word.IsPlain(EntryState.ParentOwned, TypeNumber.String) && word.X == parentId && entry->ParentReuse == parentReuse;
    }

    // What remains to be done with a block whose state this call has made freed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Status Finish(ThreadHeap* heap, Slab* slab, uint slot, byte* block, uint rawType, ref Failure failure)
    {
        Entry* entry = slab->Entries + slot;
        if (!IsIntact(slab, block, slab->SizeOfSlotted(entry), rawType))
        {
            return ClaimedTree.EndLeaf(entry, ref failure);
        }

        Give(heap, slab, slot);
        return Status.Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Give(ThreadHeap* heap, Slab* slab, uint slot)
    {
        Entry* entry = slab->Entries + slot;
        heap->Counters.CountFreed(entry->Period, slab->SizeOfSlotted(entry));
        ThreadHeap.Give(heap, slab, slot, slab->Owner == heap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsIntact(Slab* slab, byte* block, nuint size, uint rawType) =>
        (!slab->IsGuarded(size) || slab->IsCanaryIntact(block, size)) && (rawType != TypeNumber.String || block[size - 1] == 0);
}
