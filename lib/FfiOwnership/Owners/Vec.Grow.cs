using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>Room for elements: reserved, filled with what there was, and put in the place of the former block.</content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): unpublished: the new block. Held: the former one.

    // Sees to it that there is room.
    private static Status Grow(ref Work work, nuint additional, ref Failure failure)
    {
        nuint most = BlockLimits.LargestSize / work.Vec.ElementSize;
        if (additional > most || work.Vec.Length + additional > most)
        {
            return failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8);
        }

        nuint needed = work.Vec.Length + additional;
        if (needed <= work.Vec.Capacity)
        {
            return Status.Ok;
        }

        nuint amortised = nuint.Max(work.Vec.Capacity + (work.Vec.Capacity / 2), SmallestGrowth);
        return Move(ref work, nuint.Max(needed, nuint.Min(amortised, most)), ref failure);
    }

    // Moves the elements to a block of another capacity, which takes over the period and the tag.
    private static Status Move(ref Work work, nuint capacity, ref Failure failure)
    {
        Status status = Allocate(work.Vec.ElementSize, capacity, ref failure, out Reservation reserved);
        if (status != Status.Ok)
        {
            return status;
        }

        // SAFETY: unpublished: the new block, which has room for all elements. Held: the former one.
        nuint bytes = work.Vec.Length * work.Vec.ElementSize;
        Buffer.MemoryCopy(work.Vec.Data, reserved.Block, bytes, bytes);
        Publish(reserved, ref work, capacity);
        return Status.Ok;
    }

    private static Status Allocate(nuint elementSize, nuint capacity, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        BlockTraits traits = elementSize < EntryWord.SmallVec ? BlockTraits.None : BlockTraits.HasLargeElements;
        return capacity > BlockLimits.LargestSize / elementSize
            ? failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8)
            : Ledger.Reserve(capacity * elementSize, CRuntime.DefaultAlignment, traits, ref failure, out reserved);
    }

    // Enters a buffer into the ledger, held by this call, and into the struct.
    private static void Publish(in Reservation reserved, ref Work work, nuint capacity)
    {
        Ledger.PublishVec(reserved, work.Vec.ElementSize, ref work.Block);
        work.Vec.Data = reserved.Block;
        work.Vec.Capacity = capacity;
        work.Vec.Stamp = work.Block.Stamp;
    }

    // Gives a held block a new number, and the struct the stamp that goes with it.
    private static void Restamp(ref Work work)
    {
        Ledger.RestampVec(ref work.Block);
        work.Vec.Stamp = work.Block.Stamp;
    }
}
