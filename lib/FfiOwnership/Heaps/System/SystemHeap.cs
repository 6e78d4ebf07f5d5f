using System.Numerics;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>The heap on which every block is an allocation of its own, so that memory checkers see each as it is.</summary>
/// <remarks>
/// Records of blocks lie in a table that never moves. The address space is dealt out to stripes by 64 KiB pages; a stripe's
/// lock guards the indices that lead from an address to a record, and holding it is what pins a record of the stripe:
/// records are recycled, and memory goes back to the system, only after its owner has held that lock.
///
/// A free is: state swapped (by the ledger), record turned into a tombstone under the lock, then the system's free().
/// The other order would let another thread be handed the same address while the old record still answers for it.
/// Tombstones remember the last 64 K freed addresses, so that a double free is told from a foreign pointer.
/// </remarks>
internal sealed unsafe partial class SystemHeap : Heap
{
    /// <summary>How many freed addresses each stripe remembers.</summary>
    public const uint TombstonesPerStripe = 4096;

    private const int StripeCount = 16;
    private const int PageBits = 16;

    private readonly SystemTables* _tables;
    private readonly HeapOptions _options;
    private readonly Quarantine? _quarantine;

    private SystemHeap(SystemTables* tables, HeapOptions options)
    {
        _tables = tables;
        _options = options;

        // Memory checkers have a quarantine of their own.
        _quarantine = options.QuarantineBytes != 0 && !options.ExactSizes ? new Quarantine(this, options.QuarantineBytes) : null;
    }

    /// <inheritdoc/>
    public override HeapKind Kind => HeapKind.System;

    private nuint GuardSize => _options.ExactSizes ? 0 : (nuint)Canary.Size;

    /// <summary>Starts a heap.</summary>
    /// <returns>Null if there is no memory for it.</returns>
    public static SystemHeap? TryStart(HeapOptions options)
    {
        SystemTables* tables = SystemTables.TryMake(StripeCount);
        return tables == null ? null : new SystemHeap(tables, options);
    }

    /// <inheritdoc/>
    public override bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved)
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
        if (!_options.ExactSizes)
        {
            Canary.Write(block, size);
        }

        reserved.Block = block;
        reserved.Entry = &record->Entry;
        reserved.Size = size;
        return true;
    }

    /// <inheritdoc/>
    public override void Publish(in Reservation reserved, EntryState state, uint rawType, uint x, nuint elementSize, ulong period)
    {
        // SAFETY: unpublished.
        SystemEntry* record = (SystemEntry*)reserved.Entry;
        record->ElementSize = elementSize;
        record->Exposed = null;
        record->Level = LevelOf(record->Size);
        record->IsTombstone = false;
        record->IsCounted = true;
        record->IsInternal = state == EntryState.AdoptionRecord;
        record->Entry.SetInfo(period, 0);
        record->Entry.Store(record->Entry.Word.Next(state, rawType, x));

        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        SystemEntry* former = FindByAddress(stripe, reserved.Block);
        if (former != null)
        {
            // The system hands out again what was given back: the address is the new block's name now.
            if (former->IsTombstone)
            {
                Recycle(stripe, former);
            }
            else
            {
                Displace(stripe, former);
            }
        }

        File(stripe, record);
        stripe->Counters.CountCreated(period, CountedBytes(record));
        stripe->Lock.Exit();
    }

    /// <inheritdoc/>
    public override void Abandon(in Reservation reserved)
    {
        SystemEntry* record = (SystemEntry*)reserved.Entry;
        Zero(record);
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        PutRecord(stripe, record);
        stripe->Lock.Exit();
        CRuntime.Free(reserved.Block);
    }

    /// <inheritdoc/>
    public override void Free(Entry* entry, bool isInternal)
    {
        // SAFETY: held: only this call's compare-and-swap made the state freed.
        SystemEntry* record = (SystemEntry*)entry;
        record->Exposed = null;
        Zero(record);
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        CountFreed(stripe, record);
        bool isQuarantined = _quarantine != null && !record->IsDisplaced;
        stripe->Lock.Exit();
        if (isQuarantined)
        {
            _quarantine!.Add(entry);
        }
        else
        {
            GiveBack(entry);
        }
    }

    /// <inheritdoc/>
    public override void GiveBack(Entry* entry)
    {
        SystemEntry* record = (SystemEntry*)entry;
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        byte* block = record->IsDisplaced ? null : record->Address;
        if (record->IsDisplaced)
        {
            PutRecord(stripe, record);
        }
        else
        {
            Bury(stripe, record);
        }

        stripe->Lock.Exit();
        CRuntime.Free(block);
    }

    /// <inheritdoc/>
    public override bool FindWriteAfterFree(Entry* entry, out nuint offset)
    {
        offset = 0;
        return _quarantine != null && !((SystemEntry*)entry)->IsDisplaced && _quarantine.FindWrite(entry, out offset);
    }

    /// <inheritdoc/>
    public override void DetachThread()
    {
        // Nothing is kept for a thread.
    }

    /// <inheritdoc/>
    public override void Expose(Entry* entry) => ((SystemEntry*)entry)->Exposed = BlockOf(entry);

    /// <inheritdoc/>
    public override Entry* EntryAt(uint id) => &_tables->Records.At(id)->Entry;

    /// <inheritdoc/>
    public override uint IdOf(Entry* entry) => ((SystemEntry*)entry)->Id;

    /// <inheritdoc/>
    public override byte* BlockOf(Entry* entry) => ((SystemEntry*)entry)->Address;

    /// <inheritdoc/>
    public override nuint SizeOf(Entry* entry) => ((SystemEntry*)entry)->Size;

    /// <inheritdoc/>
    public override nuint ElementSizeOf(Entry* entry) => ((SystemEntry*)entry)->ElementSize;

    /// <inheritdoc/>
    public override bool IsIntact(Entry* entry)
    {
        SystemEntry* record = (SystemEntry*)entry;
        return _options.ExactSizes || record->IsDisplaced || Canary.IsIntact(record->Address, record->Size);
    }

    /// <inheritdoc/>
    public override Entry* SuspectBehind(Entry* entry) => null;

    /// <inheritdoc/>
    public override bool Owns(void* pointer)
    {
        // What was freed is the C library's, which may hand it to anybody.
        if (!Find(pointer, out Place place))
        {
            return false;
        }

        bool isOurs = !((SystemEntry*)place.Entry)->IsTombstone;
        Unpin(place);
        return isOurs;
    }

    /// <inheritdoc/>
    public override void Guard(Entry* entry)
    {
        SystemEntry* record = (SystemEntry*)entry;
        if (!_options.ExactSizes && !record->IsDisplaced)
        {
            Canary.Write(record->Address, record->Size);
        }
    }

    /// <inheritdoc/>
    public override HeapTotals Totals()
    {
        HeapTotals totals = default;
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
        totals.Reserved += totals.Bytes + ((totals.Created - totals.Freed) * GuardSize) + (_quarantine?.Bytes ?? 0);
        return totals;
    }

    /// <inheritdoc/>
    public override void AddSince(ulong period, ref long blocks, ref long bytes)
    {
        for (int i = 0; i < StripeCount; i++)
        {
            SystemStripe* stripe = _tables->Stripes + i;
            stripe->Lock.Enter();
            stripe->Counters.AddSince(period, ref blocks, ref bytes);
            stripe->Lock.Exit();
        }
    }

    private static nuint CountedBytes(SystemEntry* record) => record->IsInternal ? 0 : record->Size;

    private static void CountFreed(SystemStripe* stripe, SystemEntry* record)
    {
        if (record->IsCounted)
        {
            record->IsCounted = false;
            stripe->Counters.CountFreed(record->Entry.Period, CountedBytes(record));
        }
    }

    private void Zero(SystemEntry* record)
    {
        if (_options.ZeroOnFree && !record->IsDisplaced)
        {
            NativeMemory.Clear(record->Address, record->Size + GuardSize);
        }
    }

    private static byte LevelOf(nuint size) => (byte)Math.Max(PageBits, BitOperations.Log2((ulong)Math.Max(size, 2) - 1) + 1);

    private SystemStripe* StripeOf(void* pointer) => _tables->Stripes + (((ulong)pointer >> PageBits) * 0x9E3779B97F4A7C15 >> 60);
}
