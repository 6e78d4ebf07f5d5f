using FfiOwnership.Heaps;

namespace FfiOwnership.Entries;

/// <summary>What a heap found at a pointer: the block's entry, pinned until <see cref="Heap.Unpin"/>.</summary>
/// <remarks>A pin keeps the block's memory readable; the entry may change. <see cref="Word"/> and <see cref="Size"/> are of one moment.</remarks>
internal unsafe struct Place
{
    /// <summary>The block's entry.</summary>
    public Entry* Entry;

    /// <summary>Its word when it was found.</summary>
    public EntryWord Word;

    /// <summary>The block's start.</summary>
    public byte* Block;

    /// <summary>The block's size in bytes.</summary>
    public nuint Size;

    /// <summary>How far into the block the pointer leads; 0: it names the block.</summary>
    public nuint Offset;

    /// <summary>The heap's own note for the unpinning.</summary>
    public uint Pin;
}
