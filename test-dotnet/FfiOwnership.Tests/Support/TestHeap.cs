using System.Text;
using FfiOwnership.Entries;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Tests.Support;

/// <summary>
/// A heap of a test's own, beside the process's. Slabs are the process's all the same, so that what is counted is counted
/// together.
/// </summary>
internal abstract unsafe class TestHeap
{
    // The process's slabs are there, if it is on slabs; else they are started once, for all tests.
    private static readonly Lazy<bool> Slabs = new(() => ProcessLedger.Kind == HeapKind.Slab || SlabHeap.TryStart());

    /// <summary>What is damaged; empty if nothing is.</summary>
    public abstract string Damage { get; }

    /// <summary>The bytes that wait in the heap's quarantine.</summary>
    public abstract ulong WaitingBytes { get; }

    /// <summary>Starts a heap.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="quarantineBytes">The limit of a quarantine of the heap's own; 0: none.</param>
    /// <param name="exactSizes">Whether a memory checker guards the ends of blocks; on the system heap.</param>
    public static TestHeap Start(HeapKind kind = HeapKind.System, ulong quarantineBytes = 0, bool exactSizes = false)
    {
        if (kind == HeapKind.Slab)
        {
            return Slabs.Value ? new TestHeap<SlabHeap>(static () => SlabHeap.MineToMake, quarantineBytes) : throw NoMemory();
        }

        return SystemHeap.TryStart(exactSizes, out SystemHeap heap) ? new TestHeap<SystemHeap>(() => heap, quarantineBytes) : throw NoMemory();
    }

    /// <summary>Starts a heap of a type.</summary>
    public static TestHeap<THeap> Start<THeap>()
        where THeap : struct, IHeap =>
        (TestHeap<THeap>)Start(typeof(THeap) == typeof(SlabHeap) ? HeapKind.Slab : HeapKind.System);

    /// <summary>Takes memory for a block that is not to be published yet.</summary>
    public abstract Reservation Reserve(nuint size, nuint alignment = 16, BlockTraits traits = BlockTraits.None);

    /// <summary>Publishes a block, as the ledger does.</summary>
    /// <returns>Its entry.</returns>
    public abstract Entry* Publish(in Reservation reserved, uint rawType, EntryState state = EntryState.CallerOwned);

    /// <summary>Makes a block of the caller's. Of a config nothing but the bytes behind it is ever looked at.</summary>
    public Entry* Make(nuint size, nuint alignment = 16, uint type = TypeNumber.Config) => Publish(Reserve(size, alignment), type);

    /// <summary>Frees a block, as the ledger does: first the state, then the memory.</summary>
    public abstract void Free(Entry* entry);

    /// <summary>The start of a block.</summary>
    public abstract byte* Block(Entry* entry);

    /// <summary>The number of an entry.</summary>
    public abstract uint IdOf(Entry* entry);

    /// <summary>The entry with a number.</summary>
    public abstract Entry* EntryAt(uint id);

    /// <summary>Looks an address up.</summary>
    /// <returns>The block's state and how far into it the address leads; <see cref="EntryState.Unused"/> if there is none.</returns>
    public abstract (EntryState State, nuint Offset) Find(void* pointer);

    /// <summary>Finds the next block of the heap.</summary>
    /// <param name="cursor">The number of the entry visited last; 0 to begin.</param>
    /// <param name="entry">Its entry.</param>
    /// <returns>False at the end.</returns>
    public abstract bool Next(ref uint cursor, out Entry* entry);

    /// <summary>Whether the bytes behind a block are as the heap left them.</summary>
    public abstract bool IsIntact(Entry* entry);

    /// <summary>The block behind one that was overrun, if it is a suspect.</summary>
    public abstract Entry* SuspectBehind(Entry* entry);

    /// <summary>Where a block in the heap's quarantine was written to.</summary>
    public abstract bool FindWrite(Entry* entry, out nuint offset);

    /// <summary>What the heap has counted.</summary>
    public abstract BlockTotals Totals();

    private static InvalidOperationException NoMemory() => new("no memory for a heap");
}

/// <summary>One over a heap of a type.</summary>
/// <param name="door">Gives the calling thread's door to it.</param>
/// <param name="quarantineBytes">The limit of its quarantine.</param>
internal sealed unsafe class TestHeap<THeap>(Func<THeap> door, ulong quarantineBytes) : TestHeap
    where THeap : struct, IHeap
{
    private Quarantine _quarantine = new(quarantineBytes);

    /// <summary>The calling thread's door to the heap.</summary>
    public THeap Door => door();

    /// <inheritdoc/>
    public override string Damage => Encoding.UTF8.GetString(Door.CheckInvariants().Span);

    /// <inheritdoc/>
    public override ulong WaitingBytes => _quarantine.Bytes;

    /// <inheritdoc/>
    public override Reservation Reserve(nuint size, nuint alignment = 16, BlockTraits traits = BlockTraits.None) =>
        Door.TryReserve(size, alignment, traits, out Reservation reserved) ? reserved : throw new InvalidOperationException("no memory for a block");

    /// <inheritdoc/>
    public override Entry* Publish(in Reservation reserved, uint rawType, EntryState state = EntryState.CallerOwned)
    {
        Transitions.Publish(Door, reserved, state, rawType, 0, new Transitions.NewBlock { Period = 1 });
        return reserved.Entry;
    }

    /// <summary>Takes memory for a string, and writes the string there.</summary>
    public Reservation ReserveString(string words)
    {
        byte[] text = Encoding.UTF8.GetBytes(words);
        Reservation reserved = Reserve((nuint)text.Length + 1, 8, BlockTraits.EndsInNul);
        text.CopyTo(new Span<byte>(reserved.Block, text.Length));
        reserved.Block[text.Length] = 0;
        return reserved;
    }

    /// <summary>Makes a string of the caller's.</summary>
    public Entry* MakeString(string words) => Publish(ReserveString(words), TypeNumber.String);

    /// <inheritdoc/>
    public override void Free(Entry* entry)
    {
        entry->Store(entry->Word.With(EntryState.Freed, 0));
        FoundBlock block = Door.Of(entry);
        Door.CountFreed(block, block.Size);
        if (_quarantine.IsOn && Door.AllowsQuarantine(block))
        {
            _quarantine.Add(Door, block);
        }
        else
        {
            Door.Recycle(block);
        }
    }

    /// <inheritdoc/>
    public override byte* Block(Entry* entry) => Door.Of(entry).Block;

    /// <inheritdoc/>
    public override uint IdOf(Entry* entry) => Door.IdOf(entry);

    /// <inheritdoc/>
    public override Entry* EntryAt(uint id) => Door.EntryAt(id);

    /// <inheritdoc/>
    public override (EntryState State, nuint Offset) Find(void* pointer)
    {
        bool isStart = Door.TryFind(pointer, out FoundBlock block);
        Door.Leave(block);
        if (isStart != (block.Entry != null && block.Offset == 0))
        {
            throw new InvalidOperationException("the answer and what was found contradict each other");
        }

        // A slot that never had a block has an entry all the same.
        return block.Word.State == EntryState.Unused ? (EntryState.Unused, 0) : (block.Word.State, block.Offset);
    }

    /// <inheritdoc/>
    public override bool Next(ref uint cursor, out Entry* entry)
    {
        bool isFound = Door.TryFindNext(ref cursor, out FoundBlock block);
        Door.Leave(block);
        entry = block.Entry;
        return isFound;
    }

    /// <inheritdoc/>
    public override bool IsIntact(Entry* entry) => Door.IsIntact(Door.Of(entry));

    /// <inheritdoc/>
    public override Entry* SuspectBehind(Entry* entry) => Door.SuspectBehind(Door.Of(entry));

    /// <inheritdoc/>
    public override bool FindWrite(Entry* entry, out nuint offset) => _quarantine.TryFindWrite(Door, Door.Of(entry), out offset);

    /// <inheritdoc/>
    public override BlockTotals Totals() => Door.Totals();
}
