using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Describes single blocks, and lists all live ones. Gives tags, and starts periods.</summary>
public static unsafe class Inspection
{
    // SAFETY (whole file): promised: a tag, and out parameters, each as large as its size field says. Pointers in question are only
    // looked up.
    //
    // Methods with a BlockInfo on their stack are not inlined: it has a buffer, and an export's own frame must have none, see ExportCall.

    /// <summary>Describes the block that a pointer leads to, live or freed. A query: a wrong argument is no misuse.</summary>
    /// <param name="pointer">Any value but null; never dereferenced. A pointer into a block finds that block.</param>
    /// <param name="info">Receives the description; its size field must be set.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.InvalidArgument"/> or <see cref="Status.ForeignPointer"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status Describe(void* pointer, BlockInfo* info, ref Failure failure)
    {
        Status status = Prepare(info, out uint size, ref failure);
        if (status == Status.Ok && pointer == null)
        {
            status = failure.Null("pointer"u8);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        if (Ledger.TryDescribe(pointer, out BlockInfo found))
        {
            StructSizes.Fill(info, &found, size);
            return Status.Ok;
        }

        return Ledger.NameOwner(failure.Set(Status.ForeignPointer, Reason.Foreign, pointer), ref failure);
    }

    /// <summary>Describes the block that a handle names. A query: a wrong argument is no misuse.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="info">Receives the description; its size field must be set.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, also for a closing handle; <see cref="Status.NullArgument"/>, <see cref="Status.InvalidArgument"/>, or what is wrong with the handle.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status Describe(ulong handle, BlockInfo* info, ref Failure failure)
    {
        Status status = Prepare(info, out uint size, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        status = Ledger.Describe(handle, out BlockInfo found, ref failure);
        if (status == Status.Ok)
        {
            StructSizes.Fill(info, &found, size);
        }

        return status;
    }

    /// <summary>Gives a block a tag, a label for reports.</summary>
    /// <param name="block">A live block of any owner; any other value is answered, never dereferenced.</param>
    /// <param name="tag">The tag, copied, and cut between characters at 63 bytes; null or empty removes the block's tag.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the pointer, <see cref="Status.Borrowed"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Tag(void* block, byte* tag, ref Failure failure)
    {
        if (block == null)
        {
            return failure.Null("block"u8);
        }

        // Longer tags are cut: it is enough to read what is kept and one more character.
        int length = 0;
        while (tag != null && length < BlockInfo.TagSize + 4 && tag[length] != 0)
        {
            length++;
        }

        return Ledger.SetTag(block, new ReadOnlySpan<byte>(tag, length), ref failure);
    }

    /// <summary>Starts the next period.</summary>
    /// <param name="checkpoint">The number of the period; blocks created from now on have it.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>.</returns>
    public static Status Checkpoint(out ulong checkpoint, ref Failure failure)
    {
        checkpoint = 0;
        Status status = Ledger.EnsureStarted(ref failure);
        checkpoint = status == Status.Ok ? Ledger.NewCheckpoint() : 0;
        return status;
    }

    /// <summary>Counts the live blocks created since a checkpoint; forgotten ones do not count.</summary>
    /// <param name="checkpoint">A number from <see cref="Checkpoint"/>; 0: all live blocks.</param>
    /// <param name="blocks">Number of blocks.</param>
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

        // All blocks were created in period 1 or later, so the totals answer this.
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

    /// <summary>Describes the live blocks created since a checkpoint, without the forgotten ones.</summary>
    /// <param name="checkpoint">A number from <see cref="Checkpoint"/>; 0: all live blocks.</param>
    /// <param name="infos">Receives the descriptions; the size field of the first must be set, and is the distance between them; may be null when <paramref name="capacity"/> is 0.</param>
    /// <param name="capacity">Number of descriptions that there is room for.</param>
    /// <param name="count">Number of such blocks, which may exceed the capacity.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/> or <see cref="Status.InvalidArgument"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status LiveList(ulong checkpoint, BlockInfo* infos, nuint capacity, out nuint count, ref Failure failure)
    {
        count = 0;
        uint size = 0;
        Status status = capacity == 0 ? Ledger.EnsureStarted(ref failure) : Prepare(infos, out size, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        // Counted here: the caller's variable may be another thread's, too, and says nothing about this array then.
        nuint listed = 0;
        for (uint cursor = 0; Ledger.TryNextLive(ref cursor, checkpoint, out _);)
        {
            if (listed >= capacity)
            {
                listed++;
            }
            else if (Ledger.TryDescribeLive(cursor, checkpoint, out BlockInfo info))
            {
                // The caller's array is of elements of the caller's size.
                StructSizes.Fill((byte*)infos + (listed++ * size), &info, size);
            }
        }

        count = listed;
        return Status.Ok;
    }

    /// <summary>Starts the library, and checks and clears a description that is to be filled in.</summary>
    private static Status Prepare(BlockInfo* info, out uint size, ref Failure failure)
    {
        size = 0;
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (info == null)
        {
            return failure.Null("out"u8);
        }

        if (!StructSizes.TryRead(info, StructSizes.BlockInfo, out size))
        {
            return failure.UnknownVersion("out"u8, CName.BlockInfoInit, size);
        }

        BlockInfo nothing = default;
        StructSizes.Fill(info, &nothing, size);
        return Status.Ok;
    }
}
