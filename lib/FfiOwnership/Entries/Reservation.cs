namespace FfiOwnership.Entries;

/// <summary>Memory for a block and its entry, not yet in the ledger: to be filled, then published or cancelled by the same thread.</summary>
internal unsafe struct Reservation
{
    /// <summary>The memory; null: nothing is reserved.</summary>
    public byte* Block;

    /// <summary>Its entry.</summary>
    public Entry* Entry;

    /// <summary>The block's size in bytes; if nothing is reserved, 1 says that there may be no more large blocks.</summary>
    public nuint Size;

    /// <summary>The heap's own: the slab that the slot is in; null on the system heap.</summary>
    public void* Home;

    /// <summary>Whether nothing is reserved because there may be no more large blocks. No field of its own: the compiler keeps up to four in registers.</summary>
    public readonly bool IsAtLimit => Block == null && Size != 0;
}
