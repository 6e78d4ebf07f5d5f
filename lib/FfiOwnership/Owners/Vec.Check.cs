using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <content>
/// Whether a struct still is what the ledger knows of its block. The struct lies in the caller's memory: it may have been
/// copied, edited, or be garbage. Its stamp ties it to the block; the ledger gives the block another one whenever it comes back
/// from raw parts or a handle, so copies from before are told.
/// </content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct, but nothing of what it says: its data pointer is only looked up.

    // Checks the whole struct and claims its block; no block for an empty vec.
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
            status = Claim(ref work, ref failure);
        }

        return status != Status.Ok || work.Vec.Length <= work.Vec.Capacity
            ? status
            : Cancel(work, LengthError(work.Vec.Length, work.Vec.Capacity, ref failure));
    }

    // Checks what ties the struct to its block, and claims the block.
    private static Status Claim(ref Work work, ref Failure failure)
    {
        void* data = work.Vec.Data;
        if (data == null)
        {
            return Mismatch(null, "the vec has a capacity, but no data"u8, ref failure);
        }

        if (!Ledger.TryClaimVec(data, ref failure, out work.Block))
        {
            return failure.Status;
        }

        Status status = work.Vec.Stamp == work.Block.Stamp
            ? CheckParts(work.Block, work.Vec, ref failure)
            : Mismatch(data, "the vec's stamp is not the block's; the vec is an outdated copy, or was edited"u8, ref failure);
        return status == Status.Ok ? Status.Ok : Cancel(work, status);
    }

    private static Status CheckParts(in Ledger.ClaimedVec block, in VecData vec, ref Failure failure)
    {
        if (vec.ElementSize != block.ElementSize)
        {
            return Mismatch(vec.Data, "its element size is not the one in the ledger"u8, ref failure);
        }

        // All 128 bits: a capacity can be edited so that the lower 64 come out right.
        bool isCapacity = Math.BigMul(vec.Capacity, vec.ElementSize, out ulong bytes) == 0 && bytes == block.Size;
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
}
