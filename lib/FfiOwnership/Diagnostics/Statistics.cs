using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Statistics about the ledger.</summary>
public static unsafe class Statistics
{
    // SAFETY (whole file): promised: the out parameter.

    /// <summary>Reads the statistics.</summary>
    /// <param name="to">Receives the statistics; its size field must be set.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/> or <see cref="Status.InvalidArgument"/>.</returns>
    public static Status Read(StatisticsData* to, ref Failure failure)
    {
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (to == null)
        {
            return failure.Null("out"u8);
        }

        if (!StructSizes.TryRead(to, StructSizes.Statistics, out uint size))
        {
            return failure.UnknownVersion("out"u8, CName.StatsInit, size);
        }

        StatisticsData data = OfBlocks();
        data.LiveHandles = Ledger.LiveHandles;
        data.LiveBorrows = Ledger.LiveBorrows;
        data.Misuses = Ledger.Misuses;
        StructSizes.Fill(to, &data, size);
        return Status.Ok;
    }

    /// <summary>The statistics about blocks; those about handles, borrows and misuses are 0.</summary>
    internal static StatisticsData OfBlocks()
    {
        BlockTotals totals = Ledger.Totals(out ulong forgotten, out ulong forgottenBytes);
        return new StatisticsData
        {
            StructSize = (uint)sizeof(StatisticsData),
            Heap = Ledger.Kind,
            LiveBlocks = totals.Created - totals.Freed - forgotten,
            ForgottenBlocks = forgotten,
            CreatedBlocks = totals.Created,
            FreedBlocks = totals.Freed,
            LiveBytes = totals.Bytes - forgottenBytes,
            ForgottenBytes = forgottenBytes,
            ReservedBytes = totals.Reserved,
        };
    }
}
