using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>Moves a vec's elements to a block of another capacity.</content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): unpublished: the new block. Held: the former one.

    /// <summary>Makes room for a number of additional elements.</summary>
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

    /// <summary>Moves the elements to a new block of a capacity, which takes over the former block's period and tag.</summary>
    private static Status Move(ref Work work, nuint capacity, ref Failure failure)
    {
        Status status = Allocate(work.Vec.ElementSize, capacity, ref failure, out Reservation reserved);
        if (status != Status.Ok)
        {
            return status;
        }

        // The new block has room for all elements.
        nuint bytes = work.Vec.Length * work.Vec.ElementSize;
        Buffer.MemoryCopy(work.Vec.Data, reserved.Block, bytes, bytes);
        Publish(reserved, ref work, capacity);
        return Status.Ok;
    }

    /// <summary>Reserves a block for a number of elements.</summary>
    private static Status Allocate(nuint elementSize, nuint capacity, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        BlockTraits traits = elementSize < EntryWord.SmallVec ? BlockTraits.None : BlockTraits.HasLargeElements;
        return capacity > BlockLimits.LargestSize / elementSize
            ? failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8)
            : Ledger.Reserve(capacity * elementSize, CRuntime.DefaultAlignment, traits, ref failure, out reserved);
    }

    /// <summary>Publishes a reserved block, which this call holds from then on, and makes it the block of the struct.</summary>
    private static void Publish(in Reservation reserved, ref Work work, nuint capacity)
    {
        Ledger.PublishVec(reserved, work.Vec.ElementSize, ref work.Block);
        work.Vec.Data = reserved.Block;
        work.Vec.Capacity = capacity;
        work.Vec.Stamp = work.Block.Stamp;
    }

    /// <summary>Gives the held block a new number, and the struct the stamp that belongs to it.</summary>
    private static void Restamp(ref Work work)
    {
        Ledger.RestampVec(ref work.Block);
        work.Vec.Stamp = work.Block.Stamp;
    }
}
