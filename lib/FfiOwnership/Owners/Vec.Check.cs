
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>
/// Whether a struct still is what the ledger knows of its block. The struct lies in the caller's memory: it may have been
/// copied, edited, or be garbage. Its stamp is a keyed hash of the block's address, entry and number; the number is another one
/// whenever the block comes back from raw parts or a handle, and never comes again, so copies from before are told.
/// </content>
/// <remarks>
/// The stamp guards against mistakes, not against an attacker: who knows one vec can compute the key. A one-way function would
/// cost each push as much as all the rest of it.
/// </remarks>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct, but nothing of what it says: its data pointer is only looked up.

    private static readonly ulong StampKey = SecretKey.New();

    // Checks the whole struct and takes its block; no block for an empty vec.
    private static Status Hold(VecData* vec, ref Failure failure, out Work work)
    {
        work = default;
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        work.Vec = *vec;
        Status status = CheckElementSize(work.Vec.ElementSize, ref failure);
        if (status == Status.Ok && HasBlock(work.Vec))
        {
            status = Take(ref work, ref failure);
        }

        return status != Status.Ok || work.Vec.Length <= work.Vec.Capacity
            ? status
            : Cancel(work, LengthError(work.Vec.Length, work.Vec.Capacity, ref failure));
    }

    // Checks what ties the struct to its block, and takes the block.
    private static Status Take(ref Work work, ref Failure failure)
    {
        void* data = work.Vec.Data;
        if (data == null)
        {
            return Mismatch(null, "the vec has a capacity, but no data"u8, ref failure);
        }

        if (!Claims.TryTake(data, TypeNumber.Vec, EntryState.Busy, ref failure, out work.Block, out work.Word))
        {
            return failure.Status;
        }

        Status status = work.Vec.Stamp == StampOf(work.Block, work.Word)
            ? CheckParts(work.Block, work.Vec, ref failure)
            : Mismatch(data, "the vec's stamp is not the block's; the vec is an outdated copy, or was edited"u8, ref failure);
        return status == Status.Ok ? Status.Ok : Cancel(work, status);
    }

    private static Status CheckParts(Entry* block, in VecData vec, ref Failure failure)
    {
        Heap heap = Library.Heap;
        if (vec.ElementSize != heap.ElementSizeOf(block))
        {
            return Mismatch(vec.Data, "its element size is not the one in the ledger"u8, ref failure);
        }

        // All 128 bits: a capacity can be edited so that the lower 64 come out right.
        bool isCapacity = Math.BigMul(vec.Capacity, vec.ElementSize, out ulong bytes) == 0 && bytes == heap.SizeOf(block);
        return isCapacity ? Status.Ok : Mismatch(vec.Data, "its capacity is not the one in the ledger"u8, ref failure);
    }

    private static Status CheckElementSize(nuint elementSize, ref Failure failure) =>
        elementSize == 0 ? failure.Set(Status.InvalidArgument, "the element size is 0"u8) : Status.Ok;

    private static Status LengthError(nuint length, nuint capacity, ref Failure failure)
    {
        failure.Set(Status.OutOfRange, Reason.LengthBeyondCapacity);
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

        failure.Set(Status.PartsMismatch, Reason.PartsMismatch, data);
        failure.Text = sentence;
        failure.ActualType = TypeNumber.Vec;
        return Status.PartsMismatch;
    }

    // Gives a held block the number that it has when it is the caller's again, and its vec the stamp of that.
    private static void Stamp(ref Work work)
    {
        ulong number = VecNumbers.Next();
        work.Block->SetParentReuse((uint)(number >> HandleSlot.NoteBits) & EntryWord.LastReuse);
        work.Word = work.Block->Word.With(EntryState.CallerOwned, (uint)number & ((1u << HandleSlot.NoteBits) - 1));
        work.Vec.Stamp = StampOf(work.Block, work.Word);
    }

    private static ulong StampOf(Entry* block, EntryWord word)
    {
        ulong mixed = ((ulong)Library.Heap.BlockOf(block) ^ StampKey) * 0x9E3779B97F4A7C15;
        mixed ^= (ulong)word.Reuse << 43 | (ulong)block->ParentReuse << 32 | word.X;
        mixed *= 0xD6E8FEB86659FD93;
        mixed ^= mixed >> 32;
        mixed ^= Library.Heap.IdOf(block);
        mixed *= 0x9E3779B97F4A7C15;
        return mixed ^ (mixed >> 32);
    }
}
