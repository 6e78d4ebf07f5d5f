using FfiOwnership.Errors;
using FfiOwnership.Ledger;
using FfiOwnership.Memory;

namespace FfiOwnership.Diagnostics;

/// <summary>Counts what is in the ledger.</summary>
public static unsafe class Statistics
{
    // SAFETY (whole file): promised: the out parameter. For ever: handle slots.

    /// <summary>Reads the statistics.</summary>
    /// <param name="to">Where to; its size field says how much.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/> or <see cref="Status.InvalidArgument"/>.</returns>
    public static Status Read(StatisticsData* to, ref Failure failure)
    {
        Status status = Library.Ensure(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (to == null)
        {
            return failure.Null("out"u8);
        }

        if (to->StructSize != sizeof(StatisticsData))
        {
            return failure.Set(Status.InvalidArgument, "out->struct_size is of no known version; begin with FFO_STATS_INIT"u8);
        }

        // Forgotten blocks are read before all others: a count that is too low keeps the difference from wrapping.
        ulong forgotten = Blocks.Forgotten;
        ulong forgottenBytes = Blocks.ForgottenBytes;
        HeapTotals totals = Library.Heap.Totals();
        StatisticsData data = new()
        {
            StructSize = (uint)sizeof(StatisticsData),
            Heap = Library.Heap.Kind,
            LiveBlocks = totals.Created - totals.Freed - forgotten,
            ForgottenBlocks = forgotten,
            CreatedBlocks = totals.Created,
            FreedBlocks = totals.Freed,
            LiveBytes = totals.Bytes - forgottenBytes,
            ForgottenBytes = forgottenBytes,
            ReservedBytes = totals.Reserved + HandleTable.ReservedBytes,
            Misuses = Misuse.Count,
        };
        CountHandles(ref data);
        *to = data;
        return Status.Ok;
    }

    private static void CountHandles(ref StatisticsData data)
    {
        uint count = HandleTable.Count;
        for (uint index = 1; index <= count; index++)
        {
            HandleWord word = HandleTable.At(index)->Word;
            if (word.State is HandleState.Live or HandleState.Closing)
            {
                data.LiveHandles++;
                data.LiveBorrows += word.Borrows == HandleWord.Exclusive ? 1 : word.Borrows;
            }
        }
    }
}
