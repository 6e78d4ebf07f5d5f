using System.Numerics;
using System.Runtime.CompilerServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <content>
/// Finds the record of a pointer. A block's start is found by a hash table of addresses. For a pointer into a block, a hash of
/// the address is of no use: so each block is also filed by the page that it begins in, with pages at least as large as the
/// block, so that it ends in the same page or the next one. Blocks up to 64 KiB are filed by 64 KiB pages, in an index of
/// their stripe. Larger ones are filed by pages of the next power of two, the level, in one common index.
/// </content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): locked: the indices, until the block is left. Permanent: records. The pointer in question is only compared.

    /// <inheritdoc/>
    // A call beside the lock costs nothing, and a copy in each caller would cost 3 KB.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryFind(void* pointer, out FoundBlock block)
    {
        // A live block takes precedence over the tombstone of an older one.
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
    public readonly void* Room => null;

    /// <inheritdoc/>
    public void Renew()
    {
        // Nothing of this heap belongs to one thread.
    }

    /// <inheritdoc/>
    public bool IsSame(in FoundBlock block) => true; // Whoever finds a block by its pointer has it pinned until the swap is over.

    /// <inheritdoc/>
    public bool IsLost(in FoundBlock block) => false; // Tombstones are kept in a table.

    /// <inheritdoc/>
    public readonly uint FirstReuse(in Reservation reserved) => 0; // Entries stay.

    /// <inheritdoc/>
    public bool WasGivenBack(void* pointer) => false; // Freed addresses are the C library's, and tombstones remember some.

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

    /// <summary>Fills in a found block. The caller holds the lock of the record's stripe, which pins the block until it is left.</summary>
    private bool Found(SystemEntry* record, byte* pointer, out FoundBlock block)
    {
        block = Of(&record->Entry);
        block.Offset = (nuint)(pointer - record->Address);
        block.Home = _tables->Stripes + record->Stripe;
        return true;
    }

    /// <summary>Opens a stripe's lock, where nothing was found.</summary>
    private static bool NotFound(SystemStripe* stripe)
    {
        stripe->Lock.Exit();
        return false;
    }

    /// <summary>Finds and pins the block that starts at an address.</summary>
    /// <param name="pointer">Any value.</param>
    /// <param name="tombstones">Whether to find tombstones only, or all but tombstones.</param>
    /// <param name="block">The block; empty: there is none.</param>
    private bool FindStart(byte* pointer, bool tombstones, out FoundBlock block)
    {
        block = default;
        SystemStripe* stripe = StripeOf(pointer);
        stripe->Lock.Enter();
        SystemEntry* record = FindByAddress(stripe, pointer);
        return record != null && record->IsTombstone == tombstones ? Found(record, pointer, out block) : NotFound(stripe);
    }

    /// <summary>Finds and pins a block that a pointer leads into. Parameters as for <see cref="FindStart"/>.</summary>
    private bool FindCovering(byte* pointer, bool tombstones, out FoundBlock block)
    {
        nuint page = (nuint)pointer >> PageBits;
        return FindInPage(page, pointer, tombstones, out block)
            || (page != 0 && FindInPage(page - 1, pointer, tombstones, out block))
            || FindInLarge(pointer, tombstones, out block);
    }

    /// <summary>Finds and pins a block of up to 64 KiB that begins in a page and that a pointer leads into.</summary>
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

    /// <summary>Finds and pins a block of more than 64 KiB that a pointer leads into.</summary>
    private bool FindInLarge(byte* pointer, bool tombstones, out FoundBlock block)
    {
        block = default;
        byte* start = FindLargeStart(pointer, tombstones);

        // The block may have ended between the two locks: then the pointer no longer leads to a block.
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

    /// <summary>The start of a block of more than 64 KiB that a pointer leads into; null: there is none. The block is not pinned.</summary>
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

    /// <summary>The record of the block that starts at an address; null: there is none. The caller holds the stripe's lock.</summary>
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

    /// <summary>The key of a page in the index of blocks of more than 64 KiB, which has pages of all levels: so the level is part of it.</summary>
    private static nuint LargeKey(nuint page, int level) => (page << 6) | (nuint)level;
}
