using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Errors;
using FfiOwnership.Memory;

namespace FfiOwnership.Ledger;

/// <summary>The hot path: blocks that own nothing, made and ended on the slab heap by a thread that has a heap of its own.</summary>
/// <remarks>
/// What is not as common as that, and all that goes wrong, is left to the general path (<see cref="Blocks"/>,
/// <see cref="Trees"/>), which finds everything as it was and answers. So the rules are the general path's; here they are
/// only taken in one go: one look at the thread's heap, one at the page map, one at the entry, one compare-and-swap.
/// </remarks>
internal static unsafe class Leaves
{
    // SAFETY (whole file): for ever: slabs and entries; the pointer is only compared until the swap has made its block this
    // call's own. Owned: the heap is the calling thread's.

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
        if (heap == null)
        {
            return false;
        }

        // The block's memory is needed for its end, and missing it costs most where many blocks live. A prefetch never
        // faults, whatever the pointer, and lets this miss and the entry's overlap.
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(block);
        }

        Slab* slab = PageMap.At(block);
        if (slab == null)
        {
            return false;
        }

        nuint offset = (nuint)(block - slab->Base);
        uint slot = slab->SlotAt(offset);
        if (slot >= slab->SlotCount || slab->MemoryOf(slot) != block)
        {
            return false;
        }

        Entry* entry = slab->Entries + slot;
        EntryWord word = entry->Word;
        if (!word.IsCallers(rawType) || !entry->TrySwap(word, word.With(EntryState.Freed, 0)))
        {
            return false;
        }

        nuint size = slab->SlotSize - entry->Slack;
        if (!IsIntact(slab, block, size, rawType))
        {
            status = ClaimedTree.EndLeaf(entry, ref failure);
            return true;
        }

        heap->Freed++;
        heap->FreedBytes += size;
        ThreadHeap.Give(heap, slab, slot);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsIntact(Slab* slab, byte* block, nuint size, uint rawType) =>
        (size == slab->SlotSize || slab->IsCanaryIntact(block, size)) && (rawType != TypeNumber.String || block[size - 1] == 0);
}
