using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <content>Moves a vec's elements to a block of another capacity.</content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): unpublished: the new block. Held: the former one.

    /// <summary>Makes room for a number of additional elements.</summary>
    private static Status Grow(ref Work work, nuint additional, ref Failure failure)
    {
        Status status = Plan(work, additional, out nuint capacity, ref failure);
        return status != Status.Ok || capacity == work.Vec.Capacity ? status : Move(ref work, capacity, ref failure);
    }

    /// <summary>The capacity that a vec needs for a number of additional elements: the present one, or one larger by at least half.</summary>
    private static Status Plan(in Work work, nuint additional, out nuint capacity, ref Failure failure)
    {
        capacity = work.Vec.Capacity;
        nuint most = BlockLimits.LargestSize / work.Vec.ElementSize;
        if (additional > most || work.Vec.Length + additional > most)
        {
            return failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8);
        }

        nuint needed = work.Vec.Length + additional;
        if (needed > capacity)
        {
            nuint amortised = nuint.Max(capacity + (capacity / 2), SmallestGrowth);
            capacity = nuint.Max(needed, nuint.Min(amortised, most));
        }

        return Status.Ok;
    }

    /// <summary>Moves the elements to a new block of a capacity, which takes over the former block's period, tag and children.</summary>
    private static Status Move(ref Work work, nuint capacity, ref Failure failure)
    {
        Status status = Allocate(ShapeOf(work), capacity, ref failure, out Reservation reserved);
        if (status == Status.Ok)
        {
            MoveTo(reserved, ref work, capacity);
        }

        return status;
    }

    /// <summary>Moves the elements to a reserved block, which has room for all of them.</summary>
    private static void MoveTo(in Reservation reserved, ref Work work, nuint capacity)
    {
        nuint bytes = nuint.Max(work.Vec.Length, Ledger.CountOf(work.Block)) * work.Vec.ElementSize;
        Buffer.MemoryCopy(work.Vec.Data, reserved.Block, bytes, bytes);
        Publish(reserved, ref work, capacity);
    }

    /// <summary>What a vec has for elements.</summary>
    private static Ledger.VecShape ShapeOf(in Work work) => work.Block.Exists ? work.Block.Shape : new Ledger.VecShape(work.Vec.ElementSize);

    /// <summary>Reserves a block for a number of elements.</summary>
    private static Status Allocate(in Ledger.VecShape shape, nuint capacity, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        return capacity > BlockLimits.LargestSize / shape.ElementSize
            ? failure.Set(Status.SizeOverflow, "the vec would exceed the largest block, 1 TiB"u8)
            : Ledger.Reserve(capacity * shape.ElementSize, shape.Alignment, shape.Traits, ref failure, out reserved);
    }

    /// <summary>Publishes a reserved block, which this call holds from then on, and makes it the block of the struct.</summary>
    private static void Publish(in Reservation reserved, ref Work work, nuint capacity)
    {
        Ledger.PublishVec(reserved, ShapeOf(work), ref work.Block);
        Show(reserved, ref work, capacity);
    }

    /// <summary>Makes a published block the block of the struct.</summary>
    private static void Show(in Reservation published, ref Work work, nuint capacity)
    {
        work.Vec.Data = published.Block;
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
