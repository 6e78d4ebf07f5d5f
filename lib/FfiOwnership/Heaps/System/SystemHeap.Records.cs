using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>Records of blocks: where they come from, and what becomes of them when a block's memory is no longer its own.</content>
internal sealed unsafe partial class SystemHeap
{
    // SAFETY (whole file): for ever: records. Locked: the stripe's lists and indices, by the caller where nothing else is said.

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
            Recycle(stripe, _tables->Records.At(stripe->OldestTombstone));
        }
    }

    private void Recycle(SystemStripe* stripe, SystemEntry* tombstone)
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
    // is over, whoever owns it. Where a handle or a call still leads to its entry, the entry stays until that ends.
    private void Displace(SystemStripe* stripe, SystemEntry* record)
    {
        Unfile(stripe, record);
        record->IsDisplaced = true;
        record->Exposed = null;
        if (record->Entry.Word.State == EntryState.Forgotten)
        {
            // It stays forgotten, as it was to be for ever.
            stripe->Lost++;
            stripe->LostBytes += CountedBytes(record);
        }
        else
        {
            CountFreed(stripe, record);
        }

        EntryWord word = record->Entry.Word;
        while (word.State is EntryState.CallerOwned or EntryState.ParentOwned)
        {
            if (record->Entry.TrySwap(word, word.With(EntryState.Freed, 0)))
            {
                PutRecord(stripe, record);
                return;
            }

            word = record->Entry.Word;
        }
    }
}
