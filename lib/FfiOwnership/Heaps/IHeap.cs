using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps;

/// <summary>A heap: memory for blocks, and an entry for each. The ledger's rules are written against this interface.</summary>
/// <remarks>
/// A heap is a struct, and the ledger's methods are generic over it: the compiler makes code for each heap, without virtual
/// calls. A heap finds the block that a pointer leads to without reading the memory at the pointer; its entries are never freed;
/// it guards the bytes behind each block, and recycles memory. It knows nothing of owners and handles, and never changes a state.
/// <para>
/// A new block is reserved, filled, described (<see cref="Describe"/>), given its first word by the ledger, and entered
/// (<see cref="Enter"/>). A freed one is counted (<see cref="CountFreed"/>) and recycled (<see cref="Recycle"/>).
/// </para>
/// </remarks>
internal unsafe interface IHeap
{
    /// <summary>Reserves memory and an entry for a new block.</summary>
    /// <param name="size">Size in bytes, at most <see cref="BlockLimits.LargestSize"/>.</param>
    /// <param name="alignment">A power of two, at most <see cref="BlockLimits.LargestAlignment"/>.</param>
    /// <param name="traits">Further properties, such as that the bytes must be zero.</param>
    /// <param name="reserved">The reservation; empty on failure.</param>
    /// <returns>False if there is no memory; nothing has changed then.</returns>
    public bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved);

    /// <summary>Reserves memory for a value of a precomputed shape, which is faster than <see cref="TryReserve"/>.</summary>
    /// <param name="shape">A result of <see cref="ShapeOf"/>.</param>
    /// <param name="size">The size that was passed to <see cref="ShapeOf"/>.</param>
    /// <param name="reserved">The reservation, whose bytes are undefined; empty on failure.</param>
    /// <returns>False if this fast path has no memory; nothing has changed then, and <see cref="TryReserve"/> may succeed.</returns>
    public bool TryReserveShape(uint shape, nuint size, out Reservation reserved);

    /// <summary>Computes the argument of <see cref="TryReserveShape"/> for values of a size and alignment.</summary>
    public uint ShapeOf(nuint size, nuint alignment);

    /// <summary>Reserves memory for a very short string and copies its text and NUL there, in one step.</summary>
    /// <param name="text">A NUL-terminated text; null is refused.</param>
    /// <param name="reserved">The reservation, filled with the copy; empty on failure.</param>
    /// <returns>False if the text is too long for this, must not be read in this way, or there is no memory; nothing has changed then.</returns>
    public bool TryReserveShortText(byte* text, out Reservation reserved);

    /// <summary>Records the properties of a block that is about to be published, and counts the block as created.</summary>
    /// <param name="reserved">The reservation; its memory is filled.</param>
    /// <param name="period">The period in which the block is created.</param>
    /// <param name="parentReuse">The reuse count of the parent's entry; 0: no block owns this one.</param>
    /// <param name="elementSize">The size of a vec's elements in bytes; 0 for other types.</param>
    /// <param name="countedBytes">The bytes that the block counts for: its size, or 0 for a record of the library's own.</param>
    public void Describe(Reservation reserved, ulong period, uint parentReuse, nuint elementSize, nuint countedBytes);

    /// <summary>Makes pointers lead to a block whose first word has just been stored. Cannot fail.</summary>
    /// <returns>The entry of another block that had the same address and that pointers no longer lead to; null: there was none.</returns>
    public Entry* Enter(Reservation reserved);

    /// <summary>Cancels a reservation that was not published.</summary>
    /// <param name="reserved">The reservation.</param>
    /// <param name="zeroed">Whether to zero its bytes first.</param>
    public void Cancel(in Reservation reserved, bool zeroed);

    /// <summary>Finds the block that a pointer leads to, live or freed, and pins it.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="block">What was found. Must be passed to <see cref="Leave"/>, whatever the result.</param>
    /// <returns>Whether the pointer is the start of a block. If not, and the block has an entry, the pointer leads into that block.</returns>
    public bool TryFind(void* pointer, out FoundBlock block);

    /// <summary>Finds the block of an entry, and pins it.</summary>
    /// <param name="id">Any number.</param>
    /// <param name="block">The block. Must be passed to <see cref="Leave"/>, whatever the result.</param>
    /// <returns>False if there is no entry with that number, or it describes no block.</returns>
    public bool TryFindEntry(uint id, out FoundBlock block);

    /// <summary>Finds the next block of the ledger, live or freed, in the order of the entries' numbers, and pins it.</summary>
    /// <param name="cursor">The number of the entry visited last; 0 to begin.</param>
    /// <param name="block">The block. Must be passed to <see cref="Leave"/> if there is one.</param>
    /// <returns>False at the end.</returns>
    public bool TryFindNext(ref uint cursor, out FoundBlock block);

    /// <summary>Makes this the door of the calling thread again, after a callback of the host in which the thread may have detached.</summary>
    /// <remarks>What was found before must be found again: by then the heap may have let the block's surroundings go to another thread.</remarks>
    public void Renew();

    /// <summary>The calling thread's memory for the layer above, see <c>ThreadHeap.Room</c>; null: it has none, or the heap keeps nothing for a thread.</summary>
    public void* Room { get; }

    /// <summary>Whether a block is still the one that was found, now that the caller has won its entry's word: if not, the caller stores the word again and looks again.</summary>
    public bool IsSame(in FoundBlock block);

    /// <summary>Whether an address was a block's whose memory, addresses included, has gone back to the system.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    public bool WasGivenBack(void* pointer);

    /// <summary>The reuse count that the entry of a reservation begins with, if it is never used: another one each time when entries have gone back to the system.</summary>
    public uint FirstReuse(in Reservation reserved);

    /// <summary>Whether a block that was found was freed so long ago that its entry says nothing any more.</summary>
    public bool IsLost(in FoundBlock block);

    /// <summary>Ends the pin of a block. Afterwards the caller may use the block only if it holds it.</summary>
    public void Leave(in FoundBlock block);

    /// <summary>The entry with a number that <see cref="IdOf(Entry*)"/> has returned.</summary>
    public Entry* EntryAt(uint id);

    /// <summary>The number of an entry; never 0.</summary>
    public uint IdOf(Entry* entry);

    /// <summary>The number of a found block's entry.</summary>
    public uint IdOf(in FoundBlock block);

    /// <summary>The block of an entry that the caller holds or has pinned.</summary>
    public FoundBlock Of(Entry* entry);

    /// <summary>The block of the entry with a number. Of one that the caller neither holds nor pins, all but the word may be of another moment.</summary>
    public FoundBlock At(uint id);

    /// <summary>The size of a vec's elements in bytes.</summary>
    public nuint ElementSizeOf(in FoundBlock vec);

    /// <summary>Whether the guard bytes behind a block are unchanged. The caller holds or pins the block.</summary>
    public bool IsIntact(in FoundBlock block);

    /// <summary>The block right behind a damaged one, if the damage reaches up to its start: the write may have been one before that block.</summary>
    /// <param name="block">A block that is not intact. The caller holds or pins it.</param>
    /// <returns>The entry of a live block; null: no other block is suspect.</returns>
    public Entry* SuspectBehind(in FoundBlock block);

    /// <summary>Writes the guard bytes behind a block that the caller holds. Must come before the content is written: it may change the block's last bytes.</summary>
    public void WriteCanary(in FoundBlock block);

    /// <summary>Zeroes a block that the caller holds, and its guard bytes, which an overrun may have reached.</summary>
    public void Zero(in FoundBlock block);

    /// <summary>Whether a block's memory was freed behind the ledger's back and is another block's by now. The caller holds the block.</summary>
    public bool IsDisplaced(in FoundBlock block);

    /// <summary>Whether a freed block may wait in the quarantine: its memory is still its own, and no memory checker has a quarantine.</summary>
    public bool AllowsQuarantine(in FoundBlock block);

    /// <summary>Tells leak checkers that a block is reachable although the caller may drop every pointer to it.</summary>
    public void MarkReachable(Entry* entry);

    /// <summary>Whether the memory at an address belongs to the heap, so that no other code can own it.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    public bool Owns(void* pointer);

    /// <summary>Counts a block as freed.</summary>
    /// <param name="block">A block that the caller has freed.</param>
    /// <param name="countedBytes">The bytes that <see cref="Describe"/> counted it for.</param>
    public void CountFreed(in FoundBlock block, nuint countedBytes);

    /// <summary>Makes memory and entry of a block reusable, which the caller has freed and counted.</summary>
    /// <param name="block">Found by this call, which has run no callback and reserved no memory since.</param>
    public void Recycle(in FoundBlock block);

    /// <summary>Makes an entry reusable that <see cref="Enter"/> has returned and whose state the caller has set to freed.</summary>
    public void RecycleDisplaced(Entry* displaced);

    /// <summary>Adds up the counters. Exact while no other thread is at work.</summary>
    public BlockTotals Totals();

    /// <summary>Adds the blocks created since a period began and not freed yet to two sums. Exact while no other thread is at work.</summary>
    /// <param name="period">One of the last <see cref="BlockCounters.Periods"/> periods.</param>
    /// <param name="blocks">The sum of blocks.</param>
    /// <param name="bytes">The sum of their bytes; the library's own records count as 0.</param>
    public void AddSince(ulong period, ref long blocks, ref long bytes);

    /// <summary>Checks the heap's own structures.</summary>
    /// <returns>A sentence that says what is damaged; empty: nothing is.</returns>
    public Utf8Literal CheckInvariants();
}
