using System.Numerics;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>
/// From a pointer to a record. An exact start is a look into a hash table. A pointer into a block needs order, not a hash:
/// every block is filed under the page it begins in, of pages at least as large as itself, so that it reaches at most into
/// the next one. Blocks up to 64 KiB share one level, which their stripe keeps; larger ones have a level for each power of
/// two, and one index of their own.
/// </content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): locked: the indices, until the block is left. Permanent: records. The pointer is only compared.

    /// <inheritdoc/>
    public bool TryFind(void* pointer, out FoundBlock block)
    {
        // A live block wins over what is remembered of one that was there before it.
        byte* at = (byte*)pointer;
        bool isFound = FindStart(at, tombstones: false, out block) || FindCovering(at, tombstones: false, out block)
            || FindStart(at, tombstones: true, out block) || FindCovering(at, tombstones: true, out block);
        return isFound && block.Offset == 0;
    }

    /// <inheritdoc/>
    public bool TryFindEntry(uint id, out FoundBlock block)
    {
        block = default;
        if (id == 0 || id > Volatile.Read(ref _tables->LastId))
        {
            return false;
        }

        SystemEntry* record = _tables->Records.At(id);
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        return record->IsFiled ? Found(record, record->Address, out block) : NotFound(stripe);
    }

    /// <inheritdoc/>
    public bool TryFindNext(ref uint cursor, out FoundBlock block)
    {
        uint last = Volatile.Read(ref _tables->LastId);
        while (cursor < last)
        {
            cursor++;
            if (TryFindEntry(cursor, out block))
            {
                return true;
            }
        }

        block = default;
        return false;
    }

    /// <inheritdoc/>
    public void Leave(in FoundBlock block)
    {
        if (block.Home != null)
        {
            ((SystemStripe*)block.Home)->Lock.Exit();
        }
    }

    /// <inheritdoc/>
    public FoundBlock Of(Entry* entry)
    {
        SystemEntry* record = (SystemEntry*)entry;
        return new FoundBlock { Entry = entry, Word = entry->Word, Info = entry->Info, Block = record->Address, Size = record->Size };
    }

    /// <inheritdoc/>
    public FoundBlock At(uint id) => Of(EntryAt(id));

    // Home is the stripe whose lock is held.
    private bool Found(SystemEntry* record, byte* pointer, out FoundBlock block)
    {
        block = Of(&record->Entry);
        block.Offset = (nuint)(pointer - record->Address);
        block.Home = _tables->Stripes + record->Stripe;
        return true;
    }

    private static bool NotFound(SystemStripe* stripe)
    {
        stripe->Lock.Exit();
        return false;
    }

    private bool FindStart(byte* pointer, bool tombstones, out FoundBlock block)
    {
        block = default;
        SystemStripe* stripe = StripeOf(pointer);
        stripe->Lock.Enter();
        SystemEntry* record = FindByAddress(stripe, pointer);
        return record != null && record->IsTombstone == tombstones ? Found(record, pointer, out block) : NotFound(stripe);
    }

    private bool FindCovering(byte* pointer, bool tombstones, out FoundBlock block)
    {
        nuint page = (nuint)pointer >> PageBits;
        return FindInPage(page, pointer, tombstones, out block)
            || (page != 0 && FindInPage(page - 1, pointer, tombstones, out block))
            || FindInLarge(pointer, tombstones, out block);
    }

    private bool FindInPage(nuint page, byte* pointer, bool tombstones, out FoundBlock block)
    {
        block = default;
        SystemStripe* stripe = StripeOf((void*)(page << PageBits));
        stripe->Lock.Enter();
        for (uint id = stripe->ByPage.Head(page); id != 0;)
        {
            SystemEntry* record = _tables->Records.At(id);
            if (record->Covers(pointer) && record->IsTombstone == tombstones)
            {
                return Found(record, pointer, out block);
            }

            id = record->NextInPage;
        }

        return NotFound(stripe);
    }

    private bool FindInLarge(byte* pointer, bool tombstones, out FoundBlock block)
    {
        block = default;
        byte* start = FindLargeStart(pointer, tombstones);

        // Between the two locks the block may have gone: then the pointer leads nowhere any more.
        if (start == null || !FindStart(start, tombstones, out block))
        {
            return false;
        }

        block.Offset = (nuint)(pointer - start);
        if (block.Offset < block.Size)
        {
            return true;
        }

        Leave(block);
        block = default;
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
