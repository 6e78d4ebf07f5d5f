using System.Numerics;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>The heap on which every block is an allocation of its own, so that memory checkers see each as it is.</summary>
/// <remarks>
/// Records of blocks lie in a table that never moves. The address space is dealt out to stripes by 64 KiB pages; a stripe's
/// lock guards the indices that lead from an address to a record, and holding it is what pins a record of the stripe:
/// records are recycled, and memory goes back to the system, only after its owner has held that lock.
/// <para>
/// A free is: state swapped (by the ledger), record turned into a tombstone under the lock, then the system's free().
/// The other order would let another thread be handed the same address while the old record still answers for it.
/// Tombstones remember the last 64 K freed addresses, so that a double free is told from a foreign pointer.
/// </para>
/// </remarks>
/// <param name="tables">All that the heap keeps.</param>
internal readonly unsafe partial struct SystemHeap(SystemTables* tables) : IHeap
{
    // SAFETY (whole file): permanent: records. Unpublished: a reservation. Held: an entry that is recycled here. Locked: the stripe.

    /// <summary>How many freed addresses each stripe remembers.</summary>
    public const uint TombstonesPerStripe = 4096;

    private const int StripeCount = 16;
    private const int PageBits = 16;

    private readonly SystemTables* _tables = tables;

    private nuint GuardSize => _tables->ExactSizes ? 0 : (nuint)Canary.Size;

    /// <summary>Starts a heap.</summary>
    /// <param name="exactSizes">A memory checker is in the process: blocks have their exact size and the tool guards their ends.</param>
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
        // A memory checker is to see the C runtime's own strlen read the text.
        reserved = default;
        return false;
    }

    /// <inheritdoc/>
    public bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved)
    {
        reserved = default;
        byte* block = (byte*)CRuntime.Allocate(size + GuardSize, alignment, (traits & BlockTraits.Zeroed) != 0);
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
            Canary.Write(block, size);
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
            // The system hands out again what was given back: the address is the new block's name now.
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
        return _tables->ExactSizes || record->IsDisplaced || Canary.IsIntact(record->Address, record->Size);
    }

    /// <inheritdoc/>
    public Entry* SuspectBehind(in FoundBlock block) => null;

    /// <inheritdoc/>
    public bool Owns(void* pointer)
    {
        // What was freed is the C library's, which may hand it to anybody.
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
            Canary.Write(block.Block, block.Size);
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

    private static void CountFreed(SystemStripe* stripe, SystemEntry* record)
    {
        if (record->IsCounted)
        {
            record->IsCounted = false;
            stripe->Counters.CountFreed(record->Entry.Info.Period, record->CountedBytes);
        }
    }

    private static byte LevelOf(nuint size) => (byte)Math.Max(PageBits, BitOperations.Log2((ulong)Math.Max(size, 2) - 1) + 1);

    private SystemStripe* StripeOf(void* pointer) => _tables->Stripes + (((ulong)pointer >> PageBits) * 0x9E3779B97F4A7C15 >> 60);
}
