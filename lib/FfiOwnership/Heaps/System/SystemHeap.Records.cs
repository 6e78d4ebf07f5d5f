using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>Records of blocks: where they come from, and what becomes of them when a block's memory is no longer its own.</content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): permanent: records. Locked: the stripe's lists and indices, by the caller where nothing else is said.

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

    private void PutRecord(SystemEntry* record)
    {
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        PutRecord(stripe, record);
        stripe->Lock.Exit();
    }

    private static void PutRecord(SystemStripe* stripe, SystemEntry* record)
    {
        record->NextByAddress = stripe->FirstFree;
        stripe->FirstFree = record->Id;
    }

    // Turns a freed block's record into a tombstone; the oldest one makes room.
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

    // The system handed out the address of a block that was never freed here, so the caller gave it to libc's free(). The block
    // is over, whoever owns it. The ledger frees its entry; where a handle or a call still leads there, the entry stays until
    // that ends.
    private void Displace(SystemStripe* stripe, SystemEntry* record)
    {
        Unfile(stripe, record);
        record->IsDisplaced = true;
        record->Exposed = null;
        if (record->Entry.Word.State == EntryState.Forgotten)
        {
            // It stays forgotten.
            stripe->Lost++;
            stripe->LostBytes += record->CountedBytes;
        }
        else
        {
            CountFreed(stripe, record);
        }
    }
}
