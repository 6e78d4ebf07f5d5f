using System.Numerics;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>
/// From a pointer to a record. An exact start is a look into a hash table. A pointer into a block needs order, not a hash:
/// every block is filed under the page it begins in, of pages at least as large as itself, so that it reaches at most into
/// the next one. Blocks up to 64 KiB share one level, which their stripe keeps; larger ones have a level for each power of
/// two, and one index of their own.
/// </content>
internal sealed unsafe partial class SystemHeap
{
    // SAFETY (whole file): locked: the indices, until the place is unpinned. For ever: records. The pointer is only compared.

    /// <inheritdoc/>
    public override bool Find(void* pointer, out Place place)
    {
        // A live block wins over what is remembered of one that was there before it.
        byte* at = (byte*)pointer;
        return FindStart(at, tombstones: false, out place) || FindCovering(at, tombstones: false, out place)
            || FindStart(at, tombstones: true, out place) || FindCovering(at, tombstones: true, out place);
    }

    /// <inheritdoc/>
    public override bool Pin(uint id, out Place place)
    {
        place = default;
        if (id == 0 || id > Volatile.Read(ref _tables->LastId))
        {
            return false;
        }

        SystemEntry* record = _tables->Records.At(id);
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        return record->IsFiled ? Found(record, record->Address, out place) : NotFound(stripe);
    }

    /// <inheritdoc/>
    public override bool Next(ref uint cursor, out Place place)
    {
        uint last = Volatile.Read(ref _tables->LastId);
        while (cursor < last)
        {
            cursor++;
            if (Pin(cursor, out place))
            {
                return true;
            }
        }

        place = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Unpin(in Place place) => _tables->Stripes[place.Pin].Lock.Exit();

    private static bool Found(SystemEntry* record, byte* pointer, out Place place)
    {
        place.Entry = &record->Entry;
        place.Word = record->Entry.Word;
        place.Block = record->Address;
        place.Size = record->Size;
        place.Offset = (nuint)(pointer - record->Address);
        place.Pin = record->Stripe;
        return true;
    }

    private static bool NotFound(SystemStripe* stripe)
    {
        stripe->Lock.Exit();
        return false;
    }

    private bool FindStart(byte* pointer, bool tombstones, out Place place)
    {
        place = default;
        SystemStripe* stripe = StripeOf(pointer);
        stripe->Lock.Enter();
        SystemEntry* record = FindByAddress(stripe, pointer);
        return record != null && record->IsTombstone == tombstones ? Found(record, pointer, out place) : NotFound(stripe);
    }

    private bool FindCovering(byte* pointer, bool tombstones, out Place place)
    {
        nuint page = (nuint)pointer >> PageBits;
        return FindInPage(page, pointer, tombstones, out place)
            || (page != 0 && FindInPage(page - 1, pointer, tombstones, out place))
            || FindInLarge(pointer, tombstones, out place);
    }

    private bool FindInPage(nuint page, byte* pointer, bool tombstones, out Place place)
    {
        place = default;
        SystemStripe* stripe = StripeOf((void*)(page << PageBits));
        stripe->Lock.Enter();
        for (uint id = stripe->ByPage.Head(page); id != 0;)
        {
            SystemEntry* record = _tables->Records.At(id);
            if (record->Covers(pointer) && record->IsTombstone == tombstones)
            {
                return Found(record, pointer, out place);
            }

            id = record->NextInPage;
        }

        return NotFound(stripe);
    }

    private bool FindInLarge(byte* pointer, bool tombstones, out Place place)
    {
        place = default;
        byte* start = FindLargeStart(pointer, tombstones);

        // Between the two locks the block may have gone: then the pointer leads nowhere any more.
        if (start == null || !FindStart(start, tombstones, out place))
        {
            return false;
        }

        place.Offset = (nuint)(pointer - start);
        if (place.Offset < place.Size)
        {
            return true;
        }

        Unpin(place);
        return false;
    }

    private byte* FindLargeStart(byte* pointer, bool tombstones)
    {
        byte* start = null;
        _tables->LargeLock.Enter();
        for (ulong levels = _tables->LargeLevels; levels != 0 && start == null; levels &= levels - 1)
        {
            int level = BitOperations.TrailingZeroCount(levels);
            nuint page = (nuint)pointer >> level;
            for (nuint back = 0; back <= 1 && back <= page && start == null; back++)
            {
                for (uint id = _tables->Large.Head(LargeKey(page - back, level)); id != 0 && start == null;)
                {
                    SystemEntry* record = _tables->Records.At(id);
                    start = record->Covers(pointer) && record->IsTombstone == tombstones ? record->Address : null;
                    id = record->NextInPage;
                }
            }
        }

        _tables->LargeLock.Exit();
        return start;
    }

    private SystemEntry* FindByAddress(SystemStripe* stripe, byte* address)
    {
        for (uint id = stripe->ByAddress.Head((nuint)address); id != 0;)
        {
            SystemEntry* record = _tables->Records.At(id);
            if (record->Address == address)
            {
                return record;
            }

            id = record->NextByAddress;
        }

        return null;
    }

    // A block of level 17 or more: the level is part of the key, and pages of different levels may share a chain.
    private static nuint LargeKey(nuint page, int level) => (page << 6) | (nuint)level;
}
