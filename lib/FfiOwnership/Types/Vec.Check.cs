using FfiOwnership.Errors;
using FfiOwnership.Ledger;
using FfiOwnership.Memory;

namespace FfiOwnership.Types;

/// <content>
/// Whether a struct still is what the ledger knows of its block. The struct lies in the caller's memory: it may have been
/// copied, edited, or be garbage. Its stamp is a keyed hash of the block's address, entry and reuse count; the count moves
/// on whenever the block is traded for raw parts or a handle and back, so copies from before are told.
/// </content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct, but nothing of what it says: its data pointer is only looked up.

    private static readonly ulong StampKey = SecretKey.New();

    // Checks the whole struct and takes its block; no block for an empty vec.
    private static Status Hold(VecData* vec, ref Failure failure, out Entry* block)
    {
        block = null;
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        Status status = CheckElementSize(vec->ElementSize, ref failure);
        if (status == Status.Ok && (vec->Data != null || vec->Capacity != 0))
        {
            status = Take(vec, ref failure, out block);
        }

        if (status != Status.Ok || vec->Length <= vec->Capacity)
        {
            return status;
        }

        LetGo(block, null);
        block = null;
        return LengthError(vec->Length, vec->Capacity, ref failure);
    }

    // Checks what ties the struct to its block, and takes the block.
    private static Status Take(VecData* vec, ref Failure failure, out Entry* block)
    {
        block = null;
        if (vec->Data == null)
        {
            return Mismatch(null, "the vec has a capacity, but no data"u8, ref failure);
        }

        if (!Claims.TryTake(vec->Data, TypeNumber.Vec, EntryState.Busy, ref failure, out block))
        {
            return failure.Status;
        }

        if (vec->Stamp == StampOf(block))
        {
            Status status = CheckParts(block, vec->Data, vec->Capacity, vec->ElementSize, ref failure);
            if (status != Status.Ok)
            {
                LetGo(block, null);
                block = null;
            }

            return status;
        }

        LetGo(block, null);
        block = null;
        return Mismatch(vec->Data, "the vec's stamp is not the block's; the vec is an outdated copy, or was edited"u8, ref failure);
    }

    private static Status CheckParts(Entry* block, void* data, nuint capacity, nuint elementSize, ref Failure failure)
    {
        Heap heap = Library.Heap;
        if (elementSize != heap.ElementSizeOf(block))
        {
            return Mismatch(data, "its element size is not the one in the ledger"u8, ref failure);
        }

        // No overflow: a block's size is bounded, so a product that wraps to it needs a capacity above the bound.
        bool isCapacity = capacity <= Heap.LargestBlock && capacity * elementSize == heap.SizeOf(block);
        return isCapacity ? Status.Ok : Mismatch(data, "its capacity is not the one in the ledger"u8, ref failure);
    }

    private static Status CheckElementSize(nuint elementSize, ref Failure failure) =>
        elementSize == 0 ? failure.Set(Status.InvalidArgument, "the element size is 0"u8) : Status.Ok;

    private static Status LengthError(nuint length, nuint capacity, ref Failure failure)
    {
        failure.Set(Status.OutOfRange, Detail.LengthBeyondCapacity);
        failure.Offset = length;
        failure.Size = capacity;
        return Status.OutOfRange;
    }

    private static Status Mismatch(void* data, ReadOnlySpan<byte> sentence, ref Failure failure)
    {
        if (data == null)
        {
            return failure.Set(Status.PartsMismatch, sentence);
        }

        failure.Set(Status.PartsMismatch, Detail.PartsMismatch, data);
        failure.Text = sentence;
        failure.ActualType = TypeNumber.Vec;
        return Status.PartsMismatch;
    }

    private static ulong StampOf(Entry* block)
    {
        ulong mixed = ((ulong)Library.Heap.BlockOf(block) ^ StampKey) * 0x9E3779B97F4A7C15;
        mixed ^= (ulong)Library.Heap.IdOf(block) << 11 | block->Word.Reuse;
        mixed *= 0xD6E8FEB86659FD93;
        return mixed ^ (mixed >> 32);
    }
}
