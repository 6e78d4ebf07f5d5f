
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Ledgers;

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
        Status status = Library.EnsureStarted(ref failure);
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

        StatisticsData data = OfBlocks();
        data.LiveHandles = HandleTable.LiveHandles();
        data.LiveBorrows = HandleTable.LiveBorrows();
        data.Misuses = Misuse.Count;
        *to = data;
        return Status.Ok;
    }

    /// <summary>The part about blocks.</summary>
    internal static StatisticsData OfBlocks()
    {
        // Forgotten blocks are read before all others: a count that is too low keeps the difference from wrapping.
        Blocks.CountForgotten(out ulong forgotten, out ulong forgottenBytes);
        HeapTotals totals = Library.Heap.Totals();
        return new StatisticsData
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
        };
    }
}
