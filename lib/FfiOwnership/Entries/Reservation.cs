using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Entries;

/// <summary>Memory for a block and its entry, not yet in the ledger: to be filled, then published or abandoned.</summary>
internal unsafe struct Reservation
{
    /// <summary>The memory.</summary>
    public byte* Block;

    /// <summary>Its entry.</summary>
    public Entry* Entry;

    /// <summary>The block's size in bytes.</summary>
    public nuint Size;

    /// <summary>On the slab heap: the slab that the slot is of.</summary>
    public Slab* Slab;

    /// <summary>On the slab heap: the heap of the thread that reserved it, and is to publish it.</summary>
    public ThreadHeap* Heap;
}
