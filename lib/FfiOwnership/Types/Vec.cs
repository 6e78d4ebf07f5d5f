using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledger;
using FfiOwnership.Memory;
using FfiOwnership.Platform;

namespace FfiOwnership.Types;

/// <summary>Growable buffers: <c>ffo_vec_...</c>. The struct is the caller's, the buffer a block of the ledger.</summary>
/// <remarks>On failure every call but those that only write the struct leaves it, and its elements, as they were.</remarks>
public static unsafe partial class Vec
{
    private const nuint SmallestGrowth = 4;

    /// <summary>Sets a struct up.</summary>
    /// <param name="vec">Its former content is ignored; zero on failure.</param>
    /// <param name="elementSize">Bytes of one element; not 0.</param>
    /// <param name="capacity">Room for how many; 0: no block yet.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.InvalidArgument"/>, <see cref="Status.SizeOverflow"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Init(VecData* vec, nuint elementSize, nuint capacity, ref Failure failure)
    {
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        *vec = default;
        Status status = CheckElementSize(elementSize, ref failure);
        Reservation reserved = default;
        if (status == Status.Ok && capacity != 0)
        {
            status = Allocate(elementSize, capacity, ref failure, out reserved);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        vec->ElementSize = elementSize;
        if (capacity != 0)
        {
            Publish(reserved, vec, capacity, EntryState.Callers, Periods.Current);
        }

        return Status.Ok;
    }

    /// <summary>Makes room for more elements; grows by at least half.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="additional">How many more than its length.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the vec, <see cref="Status.SizeOverflow"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Reserve(VecData* vec, nuint additional, ref Failure failure)
    {
        Status status = Hold(vec, ref failure, out Entry* block);
        if (status != Status.Ok)
        {
            return status;
        }

        status = Grow(vec, ref block, additional, out Entry* former, ref failure);
        LetGo(block, former);
        return status;
    }

    /// <summary>Adds elements at the end.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="elements">Copied; may lie in the vec itself; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="parameter">What the export calls <paramref name="elements"/>; a literal.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="Reserve(VecData*, nuint, ref Failure)"/>, and <see cref="Status.NullArgument"/>.</returns>
    public static Status Append(VecData* vec, void* elements, nuint count, ReadOnlySpan<byte> parameter, ref Failure failure)
    {
        if (vec != null && elements == null && count != 0)
        {
            return failure.Null(parameter);
        }

        CallersMemory.Touch(count == 0 ? null : elements);
        Status status = Hold(vec, ref failure, out Entry* block);
        if (status != Status.Ok)
        {
            return status;
        }

        status = Grow(vec, ref block, count, out Entry* former, ref failure);
        if (status == Status.Ok && count != 0)
        {
            // SAFETY: promised: the elements; held: the block, which has room now, and the former one, which they may lie in.
            nuint bytes = count * vec->ElementSize;
            Buffer.MemoryCopy(elements, EndOf(vec), bytes, bytes);
            vec->Length += count;
        }

        LetGo(block, former);
        return status;
    }

    /// <summary>Changes the length; new elements are zero.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="length">How many elements it is to have.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="Reserve(VecData*, nuint, ref Failure)"/>.</returns>
    public static Status Resize(VecData* vec, nuint length, ref Failure failure)
    {
        Status status = Hold(vec, ref failure, out Entry* block);
        if (status != Status.Ok)
        {
            return status;
        }

        nuint added = length > vec->Length ? length - vec->Length : 0;
        status = Grow(vec, ref block, added, out Entry* former, ref failure);
        if (status == Status.Ok)
        {
            if (added != 0)
            {
                // SAFETY: held: the block, which has room for the added elements.
                NativeMemory.Clear(EndOf(vec), added * vec->ElementSize);
            }

            vec->Length = length;
        }

        LetGo(block, former);
        return status;
    }

    /// <summary>Gives back the room that is not used.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the vec, <see cref="Status.OutOfMemory"/>, or <see cref="Status.Overrun"/> of an empty vec's block, which is freed.</returns>
    public static Status Shrink(VecData* vec, ref Failure failure)
    {
        Status status = Hold(vec, ref failure, out Entry* block);
        if (status != Status.Ok || block == null)
        {
            return status;
        }

        if (vec->Length == 0)
        {
            *vec = new VecData { ElementSize = vec->ElementSize };
            return Free(block, ref failure);
        }

        Entry* former = null;
        if (vec->Length < vec->Capacity)
        {
            status = Move(vec, ref block, vec->Length, out former, ref failure);
        }

        LetGo(block, former);
        return status;
    }

    /// <summary>Frees the buffer and resets the struct to zero; the length does not matter.</summary>
    /// <param name="vec">A vec; null, or a zero struct, is a no-op.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the vec, or <see cref="Status.Overrun"/> and it is freed.</returns>
    public static Status Dispose(VecData* vec, ref Failure failure)
    {
        if (vec == null)
        {
            return Status.Ok;
        }

        Entry* block = null;
        bool hasBlock = vec->Data != null || vec->Capacity != 0;
        Status status = hasBlock ? Take(vec, ref failure, out block) : Status.Ok;
        if (status != Status.Ok)
        {
            return status;
        }

        *vec = default;
        return block == null ? Status.Ok : Free(block, ref failure);
    }

    // Where the next element goes.
    private static byte* EndOf(VecData* vec) => (byte*)vec->Data + (vec->Length * vec->ElementSize);

    // Sees to it that there is room; the former block, if there is another one now, must be ended by LetGo.
    private static Status Grow(VecData* vec, ref Entry* block, nuint additional, out Entry* former, ref Failure failure)
    {
        former = null;
        nuint most = Heap.LargestBlock / vec->ElementSize;
        if (additional > most || vec->Length + additional > most)
        {
            return failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8);
        }

        nuint needed = vec->Length + additional;
        if (needed <= vec->Capacity)
        {
            return Status.Ok;
        }

        nuint amortised = nuint.Max(vec->Capacity + (vec->Capacity / 2), SmallestGrowth);
        return Move(vec, ref block, nuint.Max(needed, nuint.Min(amortised, most)), out former, ref failure);
    }

    // Moves the elements to a block of another capacity, which takes over the period and the tag.
    private static Status Move(VecData* vec, ref Entry* block, nuint capacity, out Entry* former, ref Failure failure)
    {
        former = null;
        Status status = Allocate(vec->ElementSize, capacity, ref failure, out Reservation reserved);
        if (status != Status.Ok)
        {
            return status;
        }

        nuint bytes = vec->Length * vec->ElementSize;
        Buffer.MemoryCopy(vec->Data, reserved.Block, bytes, bytes);
        former = block;
        block = Publish(reserved, vec, capacity, EntryState.Busy, former == null ? Periods.Current : former->Period);
        if (former != null && former->Word.IsTagged)
        {
            Tags.Move(former, block);
        }

        return Status.Ok;
    }

    // Ends a change: the block is the caller's again, the one it replaced is gone.
    private static void LetGo(Entry* block, Entry* former)
    {
        if (block != null)
        {
            block->Store(block->Word.With(EntryState.Callers, 0));
        }

        if (former != null)
        {
            former->Store(former->Word.With(EntryState.Freed, 0));
            Library.Heap.Free(former, isInternal: false);
        }
    }

    private static Status Free(Entry* block, ref Failure failure)
    {
        block->Store(block->Word.With(EntryState.Freed, 0));
        return ClaimedTree.EndLeaf(block, ref failure);
    }

    private static Status Allocate(nuint elementSize, nuint capacity, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        BlockTraits traits = elementSize < EntryWord.SmallVec ? BlockTraits.None : BlockTraits.HasLargeElements;
        return capacity > Heap.LargestBlock / elementSize
            ? failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8)
            : Blocks.Reserve(capacity * elementSize, CRuntime.DefaultAlignment, traits, ref failure, out reserved);
    }

    // Enters a buffer into the ledger and into the struct.
    private static Entry* Publish(in Reservation reserved, VecData* vec, nuint capacity, EntryState state, ulong period)
    {
        uint rawType = vec->ElementSize < EntryWord.SmallVec ? EntryWord.SmallVec | (uint)vec->ElementSize : TypeNumber.Vec;
        Library.Heap.Publish(reserved, state, rawType, 0, vec->ElementSize, period);
        vec->Data = reserved.Block;
        vec->Capacity = capacity;
        vec->Stamp = StampOf(reserved.Entry);
        return reserved.Entry;
    }
}
