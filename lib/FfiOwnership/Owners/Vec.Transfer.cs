using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <content>Trades a vec for raw parts or a handle, and back.</content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct. Held: its block, once it is claimed.

    /// <summary>Takes a vec apart.</summary>
    /// <param name="vec">A vec; reset to zero.</param>
    /// <param name="parts">The parts; <see cref="VecData.Stamp"/> is unused. Zero on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/> or what is wrong with the vec.</returns>
    public static Status IntoRawParts(VecData* vec, out VecData parts, ref Failure failure)
    {
        parts = default;
        Status status = Hold(vec, ref failure, out Work work);
        if (status != Status.Ok)
        {
            return status;
        }

        // Raw data ends without a length: what the elements own is the block's from here on.
        status = work.Block.HasType ? Ledger.KeepElements(work.Block, ref failure) : Status.Ok;
        if (status != Status.Ok)
        {
            return Cancel(work, status);
        }

        parts = work.Vec;
        if (work.Block.Exists)
        {
            Restamp(ref work);
        }

        work.Vec = default;
        return Finish(vec, work);
    }

    /// <summary>Puts a vec together.</summary>
    /// <param name="vec">Its former content is ignored; zero on failure.</param>
    /// <param name="parts">Parts from <see cref="IntoRawParts"/>; the length may have changed, up to the capacity.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.PartsMismatch"/>, <see cref="Status.OutOfRange"/>, or what is wrong with the data pointer.</returns>
    public static Status FromRawParts(VecData* vec, VecData parts, ref Failure failure)
    {
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        *vec = default;
        Status status = CheckElementSize(parts.ElementSize, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        Work work = new() { Vec = parts };
        if (parts.Data != null)
        {
            status = Ledger.TryClaimVec(parts.Data, ref failure, out work.Block)
                ? CheckParts(work.Block, parts, ref failure)
                : failure.Status;
        }
        else if (parts.Capacity != 0)
        {
            status = Mismatch(null, "there is a capacity, but no data"u8, ref failure);
        }

        if (status == Status.Ok && parts.Length > parts.Capacity)
        {
            status = LengthError(parts.Length, parts.Capacity, ref failure);
        }

        if (status != Status.Ok)
        {
            return Cancel(work, status);
        }

        if (work.Block.Exists)
        {
            Restamp(ref work);
        }

        return Finish(vec, work);
    }

    /// <summary>Puts a vec's buffer behind a handle.</summary>
    /// <param name="vec">A vec; reset to zero.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the vec, <see cref="Status.Limit"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status IntoHandle(VecData* vec, out ulong handle, ref Failure failure)
    {
        handle = 0;
        Status status = Hold(vec, ref failure, out Work work);
        if (status != Status.Ok)
        {
            return status;
        }

        // A handle must name a block: an empty vec gets one of size 0.
        Reservation reserved = default;
        status = work.Block.Exists ? Status.Ok : Allocate(ShapeOf(work), 0, ref failure, out reserved);
        if (status == Status.Ok)
        {
            status = Ledger.TakeHandle(out uint index, ref failure);
            if (status == Status.Ok && work.Block.HasType && Ledger.KeepElements(work.Block, ref failure) != Status.Ok)
            {
                Ledger.PutBackHandle(index);
                status = failure.Status;
            }

            if (status == Status.Ok)
            {
                handle = PutBehind(index, vec, ref work, reserved);
                return Status.Ok;
            }

            Ledger.Cancel(reserved);
        }

        return Cancel(work, status);
    }

    /// <summary>Trades a handle for its vec.</summary>
    /// <param name="vec">Its former content is ignored; zero on failure.</param>
    /// <param name="handle">A handle to a vec's buffer; stale afterwards.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Shared"/>, <see cref="Status.Borrowed"/>, or what is wrong with the handle.</returns>
    public static Status FromHandle(VecData* vec, ulong handle, ref Failure failure)
    {
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        *vec = default;
        Work work = default;
        Status status = Ledger.VecFromHandle(handle, out nuint bytes, out work.Block, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        nuint elementSize = work.Block.ElementSize;
        work.Vec.Data = work.Block.Data;
        work.Vec.Length = bytes / elementSize;
        work.Vec.Capacity = work.Block.Size / elementSize;
        work.Vec.ElementSize = elementSize;
        work.Vec.Stamp = work.Block.Stamp;
        return Finish(vec, work);
    }

    /// <summary>Issues the handle of a slot for the vec's block, or for the reserved one if it has none, and resets the caller's struct.</summary>
    private static ulong PutBehind(uint index, VecData* vec, ref Work work, in Reservation reserved)
    {
        if (work.Block.Exists)
        {
            Ledger.RestampVec(ref work.Block);
        }
        else
        {
            Publish(reserved, ref work, 0);
        }

        *vec = default;
        return Ledger.VecIntoHandle(index, work.Block, work.Vec.Length * work.Vec.ElementSize);
    }
}
