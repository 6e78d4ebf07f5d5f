using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Looks at single blocks, and at all that are live.</summary>
public static unsafe class Inspection
{
    // A BlockInfo has a buffer, and an export's own frame may have none, see ExportCall: so what has one as a variable is not inlined.
    // SAFETY (whole file): promised: out parameters, each as large as its size field says. Everything else is looked up.

    /// <summary>Describes the block that a pointer leads to, live or freed. A question: a bad answer is no misuse.</summary>
    /// <param name="pointer">Any value but null; never dereferenced. An interior pointer finds its block.</param>
    /// <param name="info">Where to; its size field says how much.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.InvalidArgument"/> or <see cref="Status.ForeignPointer"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status Describe(void* pointer, BlockInfo* info, ref Failure failure)
    {
        Status status = Prepare(info, ref failure);
        if (status == Status.Ok && pointer == null)
        {
            status = failure.Null("pointer"u8);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        if (Ledger.TryDescribe(pointer, out *info))
        {
            return Status.Ok;
        }

        Clear(info);
        return failure.Set(Status.ForeignPointer, Reason.Foreign, pointer);
    }

    /// <summary>Describes the block that a handle names. A question: a bad answer is no misuse.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="info">Where to; its size field says how much.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, also for a closing handle; <see cref="Status.NullArgument"/>, <see cref="Status.InvalidArgument"/>, or what is wrong with the handle.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status Describe(ulong handle, BlockInfo* info, ref Failure failure)
    {
        Status status = Prepare(info, ref failure);
        if (status == Status.Ok)
        {
            status = Ledger.Describe(handle, out *info, ref failure);
            if (status != Status.Ok)
            {
                Clear(info);
            }
        }

        return status;
    }

    /// <summary>Sticks a label on a block, for reports.</summary>
    /// <param name="block">A live block of any owner; any other value is answered, never dereferenced.</param>
    /// <param name="tag">Copied, cut at 63 bytes between characters; null or empty clears.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the pointer, <see cref="Status.Borrowed"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Tag(void* block, byte* tag, ref Failure failure)
    {
        if (block == null)
        {
            return failure.Null("block"u8);
        }

        // Longer tags are cut, so no more than is kept and one character is looked at.
        int length = 0;
        while (tag != null && length < BlockInfo.TagSize + 4 && tag[length] != 0)
        {
            length++;
        }

        return Ledger.SetTag(block, new ReadOnlySpan<byte>(tag, length), ref failure);
    }

    /// <summary>Starts the next period.</summary>
    /// <param name="checkpoint">Its number: names the blocks made from now on.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>.</returns>
    public static Status Checkpoint(out ulong checkpoint, ref Failure failure)
    {
        checkpoint = 0;
        Status status = Ledger.EnsureStarted(ref failure);
        checkpoint = status == Status.Ok ? Ledger.NewCheckpoint() : 0;
        return status;
    }

    /// <summary>Counts the blocks made since a checkpoint that are still live; forgotten ones do not count.</summary>
    /// <param name="checkpoint">What the checkpoint gave; 0: all.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>.</returns>
    public static Status LiveSince(ulong checkpoint, out nuint blocks, out nuint bytes, ref Failure failure)
    {
        blocks = 0;
        bytes = 0;
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        // All that lives was made in period 1 or later, so that is no question of periods.
        if (checkpoint <= 1)
        {
            StatisticsData all = Statistics.OfBlocks();
            blocks = (nuint)all.LiveBlocks;
            bytes = (nuint)all.LiveBytes;
        }
        else
        {
            Ledger.CountLiveSince(checkpoint, out blocks, out bytes);
        }

        return Status.Ok;
    }

    /// <summary>Describes the blocks made since a checkpoint that are still live.</summary>
    /// <param name="checkpoint">What the checkpoint gave; 0: all.</param>
    /// <param name="infos">Room for them; the first one's size field says how large each is; may be null when <paramref name="capacity"/> is 0.</param>
    /// <param name="capacity">Room for how many.</param>
    /// <param name="count">How many there are, also beyond the capacity.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/> or <see cref="Status.InvalidArgument"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status LiveList(ulong checkpoint, BlockInfo* infos, nuint capacity, out nuint count, ref Failure failure)
    {
        count = 0;
        Status status = capacity == 0 ? Ledger.EnsureStarted(ref failure) : Prepare(infos, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        for (uint cursor = 0; Ledger.TryNextLive(ref cursor, checkpoint, out _);)
        {
            if (count >= capacity)
            {
                count++;
            }
            else if (Ledger.TryDescribeLive(cursor, checkpoint, out BlockInfo info))
            {
                infos[count++] = info;
            }
        }

        return Status.Ok;
    }

    private static Status Prepare(BlockInfo* info, ref Failure failure)
    {
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (info == null)
        {
            return failure.Null("out"u8);
        }

        if (info->StructSize != sizeof(BlockInfo))
        {
            return failure.UnknownVersion("out"u8, CName.BlockInfoInit);
        }

        Clear(info);
        return Status.Ok;
    }

    private static void Clear(BlockInfo* info) => *info = new BlockInfo { StructSize = (uint)sizeof(BlockInfo) };
}
