using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Heaps;

/// <summary>Where blocks live, each with its entry: what the ledger's rules ask of the memory under them.</summary>
/// <remarks>
/// A heap is a struct, and the ledger's methods are generic over it: each heap gets code of its own, without a virtual call.
/// It finds the block that a pointer leads to without touching the pointer's memory, keeps entries that are never freed, guards
/// the bytes behind each block and gives memory back. It knows nothing of owners and handles, and never changes a state.
/// <para>
/// A new block is reserved, filled, described (<see cref="Describe"/>), given its first word by the ledger, and entered
/// (<see cref="Enter"/>). A freed one is counted (<see cref="CountFreed"/>) and recycled (<see cref="Recycle"/>).
/// </para>
/// </remarks>
internal unsafe interface IHeap
{
    /// <summary>Takes memory and an entry for a new block.</summary>
    /// <param name="size">Bytes, at most <see cref="BlockLimits.LargestSize"/>.</param>
    /// <param name="alignment">A power of two, at most <see cref="BlockLimits.LargestAlignment"/>.</param>
    /// <param name="traits">What else there is to know of it.</param>
    /// <param name="reserved">Where the new block will be.</param>
    /// <returns>False if there is no memory; nothing changed then.</returns>
    public bool TryReserve(nuint size, nuint alignment, BlockTraits traits, out Reservation reserved);

    /// <summary>Takes memory for a value of a shape, which is quicker than to ask by size and alignment.</summary>
    /// <param name="shape">What <see cref="ShapeOf"/> said.</param>
    /// <param name="size">The size that the shape was made of.</param>
    /// <param name="reserved">Where the new block will be; its bytes are undefined.</param>
    /// <returns>False if the heap has no memory of that shape at hand; nothing changed then, and <see cref="TryReserve"/> may have some.</returns>
    public bool TryReserveShape(uint shape, nuint size, out Reservation reserved);

    /// <summary>What <see cref="TryReserveShape"/> is to be asked for.</summary>
    public uint ShapeOf(nuint size, nuint alignment);

    /// <summary>Copies a NUL-terminated text into memory for a new string, if it is so short that the heap can do both in one go.</summary>
    /// <param name="text">A text; null is none.</param>
    /// <param name="reserved">The copy with its NUL.</param>
    /// <returns>False if the text is longer, or may not be read this way, or there is no memory; nothing changed then.</returns>
    public bool TryReserveShortText(byte* text, out Reservation reserved);

    /// <summary>Writes down what is known of a block that is about to be published, and counts it.</summary>
    /// <param name="reserved">What was reserved; it is filled.</param>
    /// <param name="period">The period in which the block is made.</param>
    /// <param name="parentReuse">The reuse count of the parent's entry; 0: no block owns it.</param>
    /// <param name="elementSize">The size of an element of a vec in bytes; 0 for other types.</param>
    /// <param name="countedBytes">The bytes it counts for: its size, or 0 for a record of the library's own.</param>
    public void Describe(Reservation reserved, ulong period, uint parentReuse, nuint elementSize, nuint countedBytes);

    /// <summary>Has pointers lead to a block whose first word has just been stored. Cannot fail.</summary>
    /// <returns>The entry of another block that had the same address, to which pointers lead no more; null: there was none.</returns>
    public Entry* Enter(Reservation reserved);

    /// <summary>Gives an unpublished reservation back.</summary>
    /// <param name="reserved">What was reserved.</param>
    /// <param name="zeroed">Whether its bytes are to be zeroed first.</param>
    public void Cancel(in Reservation reserved, bool zeroed);

    /// <summary>Finds the block that a pointer leads to, live or freed, and pins it.</summary>
    /// <param name="pointer">Any value at all; it is never dereferenced.</param>
    /// <param name="block">What was found. To be left whatever the answer.</param>
    /// <returns>Whether the pointer is a block's start. If not, and there is an entry, it leads behind the start.</returns>
    public bool TryFind(void* pointer, out FoundBlock block);

    /// <summary>Finds the block of an entry, and pins it.</summary>
    /// <param name="id">Any number.</param>
    /// <param name="block">The block. To be left whatever the answer.</param>
    /// <returns>False if no entry of that number describes a block.</returns>
    public bool TryFindEntry(uint id, out FoundBlock block);

    /// <summary>Finds the next block of the ledger, in the order of entries, and pins it.</summary>
    /// <param name="cursor">The last entry visited; 0 to begin.</param>
    /// <param name="block">The block. To be left if there is one.</param>
    /// <returns>False at the end.</returns>
    public bool TryFindNext(ref uint cursor, out FoundBlock block);

    /// <summary>Ends a pin. Nothing of the block may be used afterwards that the caller does not hold by its state.</summary>
    public void Leave(in FoundBlock block);

    /// <summary>The entry with a number that an entry had.</summary>
    public Entry* EntryAt(uint id);

    /// <summary>The number of an entry; never 0.</summary>
    public uint IdOf(Entry* entry);

    /// <summary>The number of a found block's entry.</summary>
    public uint IdOf(in FoundBlock block);

    /// <summary>The block of an entry that the caller holds or has pinned.</summary>
    public FoundBlock Of(Entry* entry);

    /// <summary>The block of the entry with a number, which the caller holds.</summary>
    public FoundBlock At(uint id);

    /// <summary>The size of a vec's elements in bytes.</summary>
    public nuint ElementSizeOf(in FoundBlock vec);

    /// <summary>Whether the bytes behind a block are as the heap left them. The caller holds or pins the block.</summary>
    public bool IsIntact(in FoundBlock block);

    /// <summary>The block behind one that was overrun, if the damage reaches up to its start: somebody may have written in front of it.</summary>
    /// <param name="block">A block that is not intact. The caller holds or pins it.</param>
    /// <returns>A live block's entry, or null.</returns>
    public Entry* SuspectBehind(in FoundBlock block);

    /// <summary>Writes the bytes behind a block that the caller holds. Comes before the block's content, the end of which it may change.</summary>
    public void WriteCanary(in FoundBlock block);

    /// <summary>Zeroes a block that the caller holds, and the bytes behind it, which may hold a part of what was written into it.</summary>
    public void Zero(in FoundBlock block);

    /// <summary>Whether the block's memory is still its own and no tool keeps freed memory from reuse.</summary>
    public bool AllowsQuarantine(in FoundBlock block);

    /// <summary>Tells leak checkers that a block is reachable although the caller may drop every pointer to it.</summary>
    public void MarkReachable(Entry* entry);

    /// <summary>Whether the memory at an address belongs to the heap, so that it cannot be foreign.</summary>
    /// <param name="pointer">Any value at all; it is never dereferenced.</param>
    public bool Owns(void* pointer);

    /// <summary>Counts a block as freed.</summary>
    /// <param name="block">A block that the caller has freed.</param>
    /// <param name="countedBytes">The bytes it counted for.</param>
    public void CountFreed(in FoundBlock block, nuint countedBytes);

    /// <summary>Gives the memory of a block back that the caller has freed and counted.</summary>
    public void Recycle(in FoundBlock block);

    /// <summary>Gives the entry of a block back that <see cref="Enter"/> answered, and whose state the caller has made freed.</summary>
    public void RecycleDisplaced(Entry* displaced);

    /// <summary>Adds up what was counted.</summary>
    public BlockTotals Totals();

    /// <summary>Adds the blocks that were made in a period or later ones and are not freed to a sum, and their bytes. Exact while no other thread is at work.</summary>
    /// <param name="period">One of the last <see cref="BlockCounters.Periods"/>.</param>
    /// <param name="blocks">The sum.</param>
    /// <param name="bytes">The sum of bytes; the library's own records count nothing.</param>
    public void AddSince(ulong period, ref long blocks, ref long bytes);

    /// <summary>Checks the heap's own structures.</summary>
    /// <returns>What is damaged, a sentence for people; empty if nothing is.</returns>
    public Utf8Literal CheckInvariants();
}
