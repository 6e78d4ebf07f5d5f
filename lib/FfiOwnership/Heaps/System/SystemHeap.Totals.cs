using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>Counters: each stripe has its own, guarded by its lock.</content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): locked: the stripe. Permanent: records.

    /// <inheritdoc/>
    public void CountFreed(in FoundBlock block, nuint countedBytes)
    {
        SystemEntry* record = (SystemEntry*)block.Entry;
        record->Exposed = null;
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        CountFreed(stripe, record);
        stripe->Lock.Exit();
    }

    /// <inheritdoc/>
    public BlockTotals Totals()
    {
        BlockTotals totals = default;
        ulong freedBytes = 0;
        totals.Reserved = _tables->Records.ReservedBytes + (ulong)sizeof(SystemTables) + ((ulong)sizeof(SystemStripe) * StripeCount) + _tables->Large.ReservedBytes;
        for (int i = 0; i < StripeCount; i++)
        {
            SystemStripe* stripe = _tables->Stripes + i;
            stripe->Lock.Enter();
            stripe->Counters.AddCreated(ref totals.Created, ref totals.Bytes);
            stripe->Counters.AddFreed(ref totals.Freed, ref freedBytes);
            totals.Reserved += stripe->ByAddress.ReservedBytes + stripe->ByPage.ReservedBytes;
            stripe->Lock.Exit();
        }

        totals.Bytes -= freedBytes;
        totals.Reserved += totals.Bytes + ((totals.Created - totals.Freed) * GuardSize);
        return totals;
    }

    /// <inheritdoc/>
    public void AddSince(ulong period, ref long blocks, ref long bytes)
    {
        for (int i = 0; i < StripeCount; i++)
        {
            SystemStripe* stripe = _tables->Stripes + i;
            stripe->Lock.Enter();
            stripe->Counters.AddSince(period, ref blocks, ref bytes);
            stripe->Lock.Exit();
        }
    }

    /// <summary>Counts a block as freed, if it is not yet. The caller holds the stripe's lock.</summary>
    private static void CountFreed(SystemStripe* stripe, SystemEntry* record)
    {
        if (record->IsCounted)
        {
            record->IsCounted = false;
            stripe->Counters.CountFreed(record->Entry.Info.Period, record->CountedBytes);
        }
    }
}
