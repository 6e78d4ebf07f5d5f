using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>The common cases, which call nothing: blocks in slabs, whose elements are small. False: not here, and nothing changed.</content>
internal static unsafe partial class Vecs
{
    // SAFETY (whole file): permanent: entries. Unpublished: a reservation. Owned: the calling thread's heap and state. The data pointer
    // is only looked up.

    /// <summary>Makes a buffer of the caller's for a new vec.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="mine">The calling thread's state.</param>
    /// <param name="elementSize">Bytes of one element, less than <see cref="EntryWord.SmallVec"/>.</param>
    /// <param name="capacity">Number of elements.</param>
    /// <param name="data">The buffer.</param>
    /// <param name="stamp">The stamp of its vec.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMakeFast(SlabHeap heap, ThreadState* mine, uint elementSize, uint capacity, out void* data, out ulong stamp)
    {
        data = null;
        stamp = 0;
        if (mine->VecNumbersLeft == 0 || !heap.TryReserveAligned((nuint)elementSize * capacity, out Reservation reserved))
        {
            return false;
        }

        ulong number = VecNumbers.Take(mine);
        uint upper = UpperOf(number);
        Transitions.NewBlock about = new() { Period = Checkpoints.Current, ParentReuse = upper, ElementSize = elementSize };
        Transitions.Publish(heap, reserved, EntryState.CallerOwned, EntryWord.SmallVec | elementSize, LowerOf(number), about);
        data = reserved.Block;
        stamp = Stamp(reserved.Block, reserved.Entry->Word, upper, heap.IdOf(reserved.Entry));
        return true;
    }

    /// <summary>Whether a vec's struct agrees with its block, which is the caller's. Then the caller may write it, and so may a call.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="data">What the struct says; any value, never dereferenced.</param>
    /// <param name="capacity">What the struct says.</param>
    /// <param name="elementSize">What the struct says.</param>
    /// <param name="stamp">What the struct says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFast(SlabHeap heap, void* data, nuint capacity, nuint elementSize, ulong stamp) =>
        heap.TryFindSmall(data, out FoundBlock block) && IsOf(heap, block, capacity, elementSize, stamp) && block.Entry->Word == block.Word;

    /// <summary>Frees a vec's buffer.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="data">What the struct says; any value, never dereferenced.</param>
    /// <param name="capacity">What the struct says.</param>
    /// <param name="elementSize">What the struct says.</param>
    /// <param name="stamp">What the struct says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFreeFast(SlabHeap heap, void* data, nuint capacity, nuint elementSize, ulong stamp)
    {
        if (!heap.TryFindToEnd(data, out FoundBlock block) || !IsOf(heap, block, capacity, elementSize, stamp) || Endings.IsSpecial(block, null)
            || !Endings.IsIntact(heap, block, isString: false) || !block.Entry->TrySwap(block.Word, block.Word.With(EntryState.Freed, 0)))
        {
            return false;
        }

        heap.EndFast(block);
        return true;
    }

    // The raw type has the element size in it, so it is compared with the state.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOf(SlabHeap heap, in FoundBlock block, nuint capacity, nuint elementSize, ulong stamp) =>
        block.Word.State == EntryState.CallerOwned && elementSize - 1 < EntryWord.SmallVec - 1 && block.Word.RawType == (EntryWord.SmallVec | (uint)elementSize)
        && capacity <= block.Size && capacity * elementSize == block.Size
        && stamp == Stamp(block.Block, block.Word, block.Info.ParentReuse, heap.IdOf(block));
}
