using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps;

/// <summary>Where blocks live, each with its entry: the seam between the ledger's rules and the memory under them.</summary>
/// <remarks>
/// A heap answers what block a pointer leads to without touching the pointer's memory, keeps entries that are never freed,
/// guards the bytes past each block and gives memory back. It knows nothing of owners: states are swapped by the ledger.
/// <para>
/// The invariants that every SAFETY comment of the library names:
/// </para>
/// <list type="bullet">
/// <item><b>For ever.</b> Entries, records, handle slots, type records and their tables are never freed or moved; an index or
/// a pointer to one, however old, leads to one.</item>
/// <item><b>Unpublished.</b> What is reserved and not yet published is known to nobody but the call that reserved it, and has
/// the size that was asked for.</item>
/// <item><b>Held.</b> A block whose entry this call has made busy, claimed or freed is this call's alone: its entry is not
/// swapped and its memory does not go back until this call lets go.</item>
/// <item><b>Pinned.</b> Between finding and unpinning, a block's memory can be read: on the system heap because nothing is
/// recycled while a pin holds its lock, on the slab heap because the addresses of slabs are never given back. What is read may
/// be another block's by then; only a swap of the word that was found decides.</item>
/// <item><b>Owned.</b> A thread's heap, and what it owns of a slab, are touched by that thread only; a record whose thread has
/// ended, by the one call that has claimed it.</item>
/// <item><b>Locked.</b> What a lock guards is read and written only by the call that has it.</item>
/// <item><b>Promised.</b> What the header lets the library follow (a text to be copied, an out parameter, a struct of the
/// caller's) is there for the time of the call. Pointers in question are never among these: they are only looked up.</item>
/// </list>
/// </remarks>
internal abstract unsafe class Heap
{
    /// <summary>The largest block: 1 TiB.</summary>
    public static nuint LargestBlock => (nuint)1 << 40;

    /// <summary>Which heap it is, as the ABI numbers them.</summary>
    public abstract HeapKind Kind { get; }

    /// <summary>Takes memory and an entry for a new block.</summary>
    /// <param name="size">Bytes, at most <see cref="LargestBlock"/>.</param>
    /// <param name="alignment">A power of two, at most 4096.</param>
    /// <param name="traits">What else there is to know of it.</param>
    /// <param name="reserved">Where the new block will be.</param>
    /// <returns>False if there is no memory; nothing changed then.</returns>
    public abstract bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved);

    /// <summary>Enters a filled block into the ledger. Cannot fail.</summary>
    /// <param name="reserved">What <see cref="TryReserve"/> gave.</param>
    /// <param name="state">The block's first state.</param>
    /// <param name="rawType">Its type, with a small vec's element size in it.</param>
    /// <param name="x">The state's X.</param>
    /// <param name="elementSize">The size of an element of a vec; 0 for other types.</param>
    /// <param name="period">The period in which it is made.</param>
    public abstract void Publish(in Reservation reserved, EntryState state, uint rawType, uint x, nuint elementSize, ulong period);

    /// <summary>Gives an unpublished reservation back.</summary>
    public abstract void Abandon(in Reservation reserved);

    /// <summary>Finds the block that a pointer leads to, live or freed, and pins it.</summary>
    /// <param name="pointer">Any value at all; it is never followed.</param>
    /// <param name="place">The block.</param>
    /// <returns>False if it leads to none; nothing is pinned then.</returns>
    public abstract bool Find(void* pointer, out Place place);

    /// <summary>Pins the block of an entry.</summary>
    /// <param name="id">An entry that exists.</param>
    /// <param name="place">The block.</param>
    /// <returns>False if the entry describes no block; nothing is pinned then.</returns>
    public abstract bool Pin(uint id, out Place place);

    /// <summary>Ends a pin. Nothing of the place may be used afterwards that the caller does not hold by its state.</summary>
    public abstract void Unpin(in Place place);

    /// <summary>Pins the next block of the ledger, in the order of entries.</summary>
    /// <param name="cursor">The last entry visited; 0 to begin.</param>
    /// <param name="place">The block.</param>
    /// <returns>False at the end; nothing is pinned then.</returns>
    public abstract bool Next(ref uint cursor, out Place place);

    /// <summary>The entry with a number.</summary>
    public abstract Entry* EntryAt(uint id);

    /// <summary>The number of an entry; never 0.</summary>
    public abstract uint IdOf(Entry* entry);

    /// <summary>The start of an entry's block.</summary>
    public abstract byte* BlockOf(Entry* entry);

    /// <summary>The size of an entry's block in bytes.</summary>
    public abstract nuint SizeOf(Entry* entry);

    /// <summary>The size of a vec's elements in bytes.</summary>
    public abstract nuint ElementSizeOf(Entry* entry);

    /// <summary>Whether the bytes past a block are as they should be. The caller holds or pins the block.</summary>
    public abstract bool IsIntact(Entry* entry);

    /// <summary>The block behind one that was overrun, if the damage reaches up to its start: it may have been written to before that.</summary>
    /// <param name="entry">A block that is not intact. The caller holds or pins it.</param>
    /// <returns>A live block's entry, or null.</returns>
    public abstract Entry* SuspectBehind(Entry* entry);

    /// <summary>Puts the bytes past a block in order that the caller holds. Comes before its content, the end of which it may change.</summary>
    public abstract void Guard(Entry* entry);

    /// <summary>Whether memory at an address is the heap's own, so that it cannot be foreign.</summary>
    /// <param name="pointer">Any value at all; it is never followed.</param>
    public abstract bool Owns(void* pointer);

    /// <summary>Ends a block whose state is freed and which the caller alone holds: its memory goes back, now or after the quarantine.</summary>
    /// <param name="entry">The block.</param>
    /// <param name="isInternal">Whether it was <see cref="EntryState.AdoptionRecord"/>, so that its bytes do not count.</param>
    public abstract void Free(Entry* entry, bool isInternal);

    /// <summary>Gives the memory of such a block back for good. What was freed is counted already.</summary>
    public abstract void GiveBack(Entry* entry);

    /// <summary>Where a quarantined block was written to after its free.</summary>
    /// <param name="entry">A quarantined entry that is pinned or held.</param>
    /// <param name="offset">The first changed byte.</param>
    /// <returns>False if it was not.</returns>
    public abstract bool FindWriteAfterFree(Entry* entry, out nuint offset);

    /// <summary>Gives back what the heap keeps for the calling thread; happens by itself some time after the thread's end.</summary>
    public abstract void DetachThread();

    /// <summary>Tells leak checkers that a block is reachable although the caller may drop every pointer to it.</summary>
    public abstract void Expose(Entry* entry);

    /// <summary>Adds up the counters.</summary>
    public abstract HeapTotals Totals();

    /// <summary>Adds the blocks that were made in a period or later ones and are not freed to a sum, and their bytes. Exact while no other thread is at work.</summary>
    /// <param name="period">One of the last <see cref="BlockCounters.Periods"/>.</param>
    /// <param name="blocks">The sum.</param>
    /// <param name="bytes">The sum of bytes; the library's own records count nothing.</param>
    public abstract void AddSince(ulong period, ref long blocks, ref long bytes);

    /// <summary>Checks the heap's own structures.</summary>
    /// <returns>What is damaged, a sentence for people; empty if nothing is.</returns>
    internal abstract Utf8Literal FindDamage();
}
