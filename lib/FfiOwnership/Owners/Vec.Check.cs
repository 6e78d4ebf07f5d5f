using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <content>
/// Checks that a struct agrees with the ledger's record of its block. The struct is in the caller's memory: it may have been
/// copied or edited, or be garbage. Its stamp ties it to the block. The block gets another stamp whenever the buffer is taken
/// apart, put together, or comes from a handle, so that older copies of the struct are recognised.
/// </content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct, but not what it contains: its data pointer is only looked up.

    /// <summary>Checks a caller's struct and claims its block, if it has one.</summary>
    /// <param name="vec">The caller's struct; null is refused.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="work">A copy of the struct, and the claimed block. No block is claimed on failure.</param>
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

        if (status != Status.Ok)
        {
            return status;
        }

        if (work.Vec.Length > work.Vec.Capacity)
        {
            return Cancel(work, LengthError(work.Vec.Length, work.Vec.Capacity, ref failure));
        }

        CountLength(work);
        return Status.Ok;
    }

    /// <summary>Claims the block of a struct that has one, and checks that the two belong together. No block is claimed on failure.</summary>
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

    /// <summary>Checks element size and capacity against the ledger.</summary>
    private static Status CheckParts(in Ledger.ClaimedVec block, in VecData vec, ref Failure failure)
    {
        if (vec.ElementSize != block.ElementSize)
        {
            return Mismatch(vec.Data, "its element size is not the one in the ledger"u8, ref failure);
        }

        // All 128 bits of the product: a capacity could be edited so that the lower 64 are right.
        bool isCapacity = Math.BigMul(vec.Capacity, vec.ElementSize, out ulong bytes) == 0 && bytes == block.Size;
        return isCapacity ? Status.Ok : Mismatch(vec.Data, "its capacity is not the one in the ledger"u8, ref failure);
    }

    /// <summary>Checks that an element size is not 0.</summary>
    private static Status CheckElementSize(nuint elementSize, ref Failure failure) =>
        elementSize == 0 ? failure.Set(Status.InvalidArgument, "the element size is 0"u8) : Status.Ok;

    /// <summary>Fills in the failure of a length beyond the capacity.</summary>
    private static Status LengthError(nuint length, nuint capacity, ref Failure failure)
    {
        failure.Set(Status.OutOfRange, Reason.LengthBeyondCapacity);
        failure.Offset = length;
        failure.Size = capacity;
        return Status.OutOfRange;
    }

    /// <summary>Fills in the failure of a struct that does not agree with the ledger.</summary>
    /// <param name="data">The struct's data pointer; may be null.</param>
    /// <param name="sentence">What does not agree; a literal.</param>
    /// <param name="failure">The failure.</param>
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
