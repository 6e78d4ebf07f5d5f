using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>Takes and recycles records, and keeps those of freed and displaced blocks.</content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): permanent: records. Locked: the stripe's lists and indices. Unpublished: a record that was taken.

    /// <summary>Takes a free record of a stripe, or makes one.</summary>
    /// <returns>Null if there is no memory, or no number for one more.</returns>
    private SystemEntry* TakeRecord(SystemStripe* stripe)
    {
        stripe->Lock.Enter();
        SystemEntry* record = null;
        uint id = stripe->FirstFree;
        if (id != 0)
        {
            record = _tables->Records.At(id);
            stripe->FirstFree = record->NextByAddress;
        }

        stripe->Lock.Exit();
        return record != null ? record : NewRecord(stripe);
    }

    /// <summary>Makes a record for a stripe.</summary>
    /// <returns>Null if there is no memory, or no number for one more.</returns>
    private SystemEntry* NewRecord(SystemStripe* stripe)
    {
        SystemEntry* record = null;
        _tables->RecordLock.Enter();
        uint id = _tables->LastId + 1;
        if (id != 0 && _tables->Records.Ensure(id))
        {
            record = _tables->Records.At(id);
            record->Id = id;
            record->Stripe = (byte)(stripe - _tables->Stripes);
            Volatile.Write(ref _tables->LastId, id);
        }

        _tables->RecordLock.Exit();
        return record;
    }

    /// <summary>Recycles a record that no index leads to. Takes the stripe's lock.</summary>
    private void PutRecord(SystemEntry* record)
    {
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        PutRecord(stripe, record);
        stripe->Lock.Exit();
    }

    /// <summary>Recycles a record that no index leads to. The caller holds the stripe's lock.</summary>
    private static void PutRecord(SystemStripe* stripe, SystemEntry* record)
    {
        record->NextByAddress = stripe->FirstFree;
        stripe->FirstFree = record->Id;
    }

    /// <summary>Turns the record of a freed block into a tombstone; if there are too many, the oldest one is recycled. The caller holds the lock.</summary>
    private void Bury(SystemStripe* stripe, SystemEntry* record)
    {
        record->IsTombstone = true;
        record->NextTombstone = 0;
        record->PreviousTombstone = stripe->YoungestTombstone;
        if (stripe->YoungestTombstone != 0)
        {
            _tables->Records.At(stripe->YoungestTombstone)->NextTombstone = record->Id;
        }
        else
        {
            stripe->OldestTombstone = record->Id;
        }

        stripe->YoungestTombstone = record->Id;
        if (++stripe->Tombstones > TombstonesPerStripe)
        {
            ForgetTombstone(stripe, _tables->Records.At(stripe->OldestTombstone));
        }
    }

    /// <summary>Removes a tombstone and recycles its record: its address is no longer known. The caller holds the lock.</summary>
    private void ForgetTombstone(SystemStripe* stripe, SystemEntry* tombstone)
    {
        Unfile(stripe, tombstone);
        ref uint next = ref tombstone->PreviousTombstone != 0 ? ref _tables->Records.At(tombstone->PreviousTombstone)->NextTombstone : ref stripe->OldestTombstone;
        ref uint previous = ref tombstone->NextTombstone != 0 ? ref _tables->Records.At(tombstone->NextTombstone)->PreviousTombstone : ref stripe->YoungestTombstone;
        next = tombstone->NextTombstone;
        previous = tombstone->PreviousTombstone;
        stripe->Tombstones--;
        PutRecord(stripe, tombstone);
    }

    /// <summary>Ends the address of a block that was not freed here although the system has handed the address out again.</summary>
    /// <remarks>
    /// So other code has passed the block to the C library's free(), and its memory is gone. The ledger makes its state freed. If
    /// a handle or another call still leads to its entry, the entry stays until that is over. The caller holds the lock.
    /// </remarks>
    private void Displace(SystemStripe* stripe, SystemEntry* record)
    {
        Unfile(stripe, record);
        record->IsDisplaced = true;
        record->Exposed = null;
        if (record->Entry.Word.State == EntryState.Forgotten)
        {
            // A forgotten block stays counted as forgotten.
            stripe->Lost++;
            stripe->LostBytes += record->CountedBytes;
        }
        else
        {
            CountFreed(stripe, record);
        }
    }
}
