using System.Numerics;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>The heap on which every block is an allocation of its own, so that memory checkers see each block.</summary>
/// <remarks>
/// Records of blocks are in a table that never moves. Each 64 KiB page of the address space belongs to one of several stripes. A
/// stripe's lock guards the indices that lead from an address to a record; holding it pins all blocks of the stripe: the call
/// that recycles a record or frees a block's memory takes that lock first.
/// <para>
/// A free swaps the block's state (done by the ledger), then turns its record into a tombstone under the lock, then calls the
/// system's free(). In another order, the system could hand out the address again while the old record still answers for it.
/// Tombstones remember the last 64 K freed addresses, so that a double free can be told from a foreign pointer.
/// </para>
/// </remarks>
/// <param name="tables">Everything that the heap keeps.</param>
internal readonly unsafe partial struct SystemHeap(SystemTables* tables) : IHeap
{
    // SAFETY (whole file): permanent: tables and records. Unpublished: a reservation. Held or pinned: a block whose bytes are read or
    // written, and its record. Locked: the stripe.

    /// <summary>Number of freed addresses that each stripe remembers.</summary>
    public const uint TombstonesPerStripe = 4096;

    /// <summary>Number of stripes; see <see cref="StripeOf"/>.</summary>
    private const int StripeCount = 16;

    /// <summary>Binary logarithm of the size of a page, 64 KiB: what stripes are made of, and the smallest level.</summary>
    private const int PageBits = 16;

    /// <summary>Everything that the heap keeps.</summary>
    private readonly SystemTables* _tables = tables;

    /// <summary>Number of guard bytes behind each block; 0: a memory checker guards them.</summary>
    private nuint GuardSize => _tables->ExactSizes ? 0 : (nuint)Canary.Size;

    /// <summary>Starts a heap.</summary>
    /// <param name="exactSizes">Whether a memory checker is in the process: blocks then have no guard bytes, the tool guards their ends.</param>
    /// <param name="heap">The heap.</param>
    /// <returns>False if there is no memory for it.</returns>
    public static bool TryStart(bool exactSizes, out SystemHeap heap)
    {
        SystemTables* tables = SystemTables.TryMake(StripeCount);
        heap = new SystemHeap(tables);
        if (tables != null)
        {
            tables->ExactSizes = exactSizes;
        }

        return tables != null;
    }

    /// <inheritdoc/>
    public uint ShapeOf(nuint size, nuint alignment) => 0;

    /// <inheritdoc/>
    public bool TryReserveShape(uint shape, nuint size, out Reservation reserved)
    {
        reserved = default;
        return false;
    }

    /// <inheritdoc/>
    public bool TryReserveShortText(byte* text, out Reservation reserved)
    {
        // A memory checker must see the C runtime's own strlen read the text: a vector load that reaches behind the NUL would be reported.
        reserved = default;
        return false;
    }

    /// <inheritdoc/>
    public bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved)
    {
        reserved = default;
        bool zeroed = (traits & BlockTraits.Zeroed) != 0;
        byte* block = _tables->ExactSizes
            ? (byte*)CRuntime.TryAllocateExactly(size, alignment, zeroed)
            : (byte*)CRuntime.TryAllocate(size + GuardSize, alignment, zeroed);
        if (block == null)
        {
            return false;
        }

        SystemEntry* record = TakeRecord(StripeOf(block));
        if (record == null)
        {
            CRuntime.Free(block);
            return false;
        }

        record->Address = block;
        record->Size = size;
        record->IsDisplaced = false;
        if (!_tables->ExactSizes)
        {
            Canary.Write(block, size, _tables->Canaries);
        }

        reserved.Block = block;
        reserved.Entry = &record->Entry;
        reserved.Size = size;
        return true;
    }

    /// <inheritdoc/>
    public void Describe(Reservation reserved, ulong period, uint parentReuse, nuint elementSize, nuint countedBytes)
    {
        SystemEntry* record = (SystemEntry*)reserved.Entry;
        record->ElementSize = elementSize;
        record->CountedBytes = countedBytes;
        record->Exposed = null;
        record->Level = LevelOf(record->Size);
        record->IsTombstone = false;
        record->IsCounted = true;
        record->Entry.Info = EntryInfo.Of(period, 0, parentReuse);
    }

    /// <inheritdoc/>
    public Entry* Enter(Reservation reserved)
    {
        SystemEntry* record = (SystemEntry*)reserved.Entry;
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        Entry* displaced = null;
        stripe->Lock.Enter();
        SystemEntry* former = FindByAddress(stripe, reserved.Block);
        if (former != null)
        {
            // The system has handed out the address of an older block again: from now on it names the new block.
            if (former->IsTombstone)
            {
                ForgetTombstone(stripe, former);
            }
            else
            {
                Displace(stripe, former);
                displaced = &former->Entry;
            }
        }

        File(stripe, record);
        stripe->Counters.CountCreated(record->Entry.Info.Period, record->CountedBytes);
        stripe->Lock.Exit();
        return displaced;
    }

    /// <inheritdoc/>
    public void Cancel(in Reservation reserved, bool zeroed)
    {
        SystemEntry* record = (SystemEntry*)reserved.Entry;
        if (zeroed)
        {
            Zero(Of(reserved.Entry));
        }

        PutRecord(record);
        CRuntime.Free(reserved.Block);
    }

    /// <inheritdoc/>
    public void Recycle(in FoundBlock block)
    {
        SystemEntry* record = (SystemEntry*)block.Entry;
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        byte* memory = record->IsDisplaced ? null : record->Address;
        if (record->IsDisplaced)
        {
            PutRecord(stripe, record);
        }
        else
        {
            Bury(stripe, record);
        }

        stripe->Lock.Exit();
        CRuntime.Free(memory);
    }

    /// <inheritdoc/>
    public bool IsDisplaced(in FoundBlock block) => ((SystemEntry*)block.Entry)->IsDisplaced;

    /// <inheritdoc/>
    public void RecycleDisplaced(Entry* displaced) => PutRecord((SystemEntry*)displaced);

    /// <inheritdoc/>
    public void MarkReachable(Entry* entry) => ((SystemEntry*)entry)->Exposed = ((SystemEntry*)entry)->Address;

    /// <inheritdoc/>
    public Entry* EntryAt(uint id) => &_tables->Records.At(id)->Entry;

    /// <inheritdoc/>
    public uint IdOf(Entry* entry) => ((SystemEntry*)entry)->Id;

    /// <inheritdoc/>
    public uint IdOf(in FoundBlock block) => ((SystemEntry*)block.Entry)->Id;

    /// <inheritdoc/>
    public nuint ElementSizeOf(in FoundBlock vec) => ((SystemEntry*)vec.Entry)->ElementSize;

    /// <inheritdoc/>
    public bool IsIntact(in FoundBlock block)
    {
        SystemEntry* record = (SystemEntry*)block.Entry;
        return _tables->ExactSizes || record->IsDisplaced || Canary.IsIntact(record->Address, record->Size, _tables->Canaries);
    }

    /// <inheritdoc/>
    public Entry* SuspectBehind(in FoundBlock block) => null;

    /// <inheritdoc/>
    public bool Owns(void* pointer)
    {
        // A freed block's memory belongs to the C library, which may hand it out to any code.
        _ = TryFind(pointer, out FoundBlock block);
        bool isOurs = block.Entry != null && !((SystemEntry*)block.Entry)->IsTombstone;
        Leave(block);
        return isOurs;
    }

    /// <inheritdoc/>
    public void WriteCanary(in FoundBlock block)
    {
        if (!_tables->ExactSizes && !((SystemEntry*)block.Entry)->IsDisplaced)
        {
            Canary.Write(block.Block, block.Size, _tables->Canaries);
        }
    }

    /// <inheritdoc/>
    public void Zero(in FoundBlock block)
    {
        if (!((SystemEntry*)block.Entry)->IsDisplaced)
        {
            NativeMemory.Clear(block.Block, block.Size + GuardSize);
        }
    }

    /// <inheritdoc/>
    // Memory checkers have a quarantine of their own.
    public bool AllowsQuarantine(in FoundBlock block) => !_tables->ExactSizes && !((SystemEntry*)block.Entry)->IsDisplaced;

    /// <summary>The level of a block's size: the binary logarithm of the smallest page that the block fits into.</summary>
    private static byte LevelOf(nuint size) => (byte)Math.Max(PageBits, BitOperations.Log2((ulong)Math.Max(size, 2) - 1) + 1);

    /// <summary>The stripe of an address, which is only computed with: the upper four bits of a hash of its 64 KiB page.</summary>
    private SystemStripe* StripeOf(void* pointer) => _tables->Stripes + (((ulong)pointer >> PageBits) * 0x9E3779B97F4A7C15 >> 60);
}
