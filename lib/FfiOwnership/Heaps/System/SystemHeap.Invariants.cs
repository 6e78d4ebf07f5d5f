using FfiOwnership.Errors;

namespace FfiOwnership.Heaps.System;

/// <content>Checks the heap's own structures, one stripe at a time under its lock.</content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): locked: the stripe. Permanent: records.

    /// <inheritdoc/>
    public Utf8Literal CheckInvariants()
    {
        for (int i = 0; i < StripeCount; i++)
        {
            SystemStripe* stripe = _tables->Stripes + i;
            stripe->Lock.Enter();
            Utf8Literal damage = CheckStripe(stripe);
            stripe->Lock.Exit();
            if (!damage.IsEmpty)
            {
                return damage;
            }
        }

        return default;
    }

    /// <summary>Checks a stripe's indices, tombstones and counters against each other. The caller holds its lock.</summary>
    private Utf8Literal CheckStripe(SystemStripe* stripe)
    {
        nuint filed = 0;
        nuint small = 0;
        uint tombstones = 0;
        ulong live = 0;
        ulong bytes = 0;
        for (uint chain = 0; chain < stripe->ByAddress.Chains; chain++)
        {
            for (uint id = stripe->ByAddress.Chain(chain); id != 0;)
            {
                SystemEntry* record = _tables->Records.At(id);
                if (record->Id != id || !record->IsFiled || _tables->Stripes + record->Stripe != stripe || StripeOf(record->Address) != stripe)
                {
                    return "an index of the system heap leads to a wrong record"u8;
                }

                if (record->IsCounted && record->CountedBytes != 0 && record->CountedBytes != record->Size)
                {
                    return "a record of the system heap counts for another size than its block has"u8;
                }

                if (FindByAddress(stripe, record->Address) != record)
                {
                    return "two records of the system heap have the same address"u8;
                }

                filed++;
                small += record->Level == PageBits ? 1u : 0u;
                tombstones += record->IsTombstone ? 1u : 0u;
                live += record->IsCounted ? 1u : 0u;
                bytes += record->IsCounted ? record->CountedBytes : 0;
                if (record->IsTombstone && record->Entry.Word.IsLive)
                {
                    return "a tombstone of the system heap is live"u8;
                }

                id = record->NextByAddress;
            }
        }

        uint inPages = 0;
        for (uint chain = 0; chain < stripe->ByPage.Chains; chain++)
        {
            uint previous = 0;
            for (uint id = stripe->ByPage.Chain(chain); id != 0; id = _tables->Records.At(id)->NextInPage)
            {
                if (_tables->Records.At(id)->PreviousInPage != previous)
                {
                    return "a page list of the system heap is broken"u8;
                }

                previous = id;
                inPages++;
            }
        }

        (ulong created, ulong createdBytes, ulong freed, ulong freedBytes) = (0, 0, 0, 0);
        stripe->Counters.AddCreated(ref created, ref createdBytes);
        stripe->Counters.AddFreed(ref freed, ref freedBytes);
        bool counts = filed == stripe->ByAddress.Count && small == stripe->ByPage.Count && inPages == small
            && tombstones == stripe->Tombstones && live + stripe->Lost == created - freed
            && bytes + stripe->LostBytes == createdBytes - freedBytes;
        return counts ? default : (Utf8Literal)"the counters of the system heap do not match its records"u8;
    }
}
