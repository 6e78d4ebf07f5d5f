namespace FfiOwnership.Entries;

/// <summary>What a heap found at a pointer or an entry's number. It travels with a call, so that nothing is looked up twice.</summary>
/// <remarks>
/// <see cref="Word"/> is the word that the call decides on; the other fields belong to it if the entry's word is still the same
/// when they are used, which is what the swap of the word proves. On the system heap the block stays pinned until the heap's
/// <c>Leave</c>; on the slab heap that holds for large blocks that were found by their entry, for reading, and others need no pin.
/// </remarks>
internal unsafe struct FoundBlock
{
    /// <summary>In place of <see cref="Offset"/>: the block was found by its entry, and is pinned. No block is that large.</summary>
    public static nuint PinnedOffset => nuint.MaxValue;

    /// <summary>The block's entry; null: the pointer leads to no block.</summary>
    public Entry* Entry;

    /// <summary>The entry's word when it was read.</summary>
    public EntryWord Word;

    /// <summary>The entry's second word, read after the first.</summary>
    public EntryInfo Info;

    /// <summary>The block's start.</summary>
    public byte* Block;

    /// <summary>The block's size in bytes.</summary>
    public nuint Size;

    /// <summary>How far behind the block's start the pointer leads, in bytes; 0: the pointer names the block.</summary>
    public nuint Offset;

    /// <summary>The heap's own: the slab that the block is in, or the stripe whose lock pins it; null: neither.</summary>
    public void* Home;

    /// <summary>On the slab heap: the block's slot there.</summary>
    public uint Slot;

    /// <summary>On the slab heap: whether the heap's <c>Leave</c> has a pin to end. No field of its own, for fast calls, which pin nothing.</summary>
    public readonly bool IsPinned => Offset == PinnedOffset;
}
