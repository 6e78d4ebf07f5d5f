namespace FfiOwnership.Entries;

/// <summary>Memory for a block and its entry, not yet in the ledger: to be filled, then published or cancelled by the same thread.</summary>
internal unsafe struct Reservation
{
    /// <summary>The memory; null: nothing is reserved.</summary>
    public byte* Block;

    /// <summary>Its entry.</summary>
    public Entry* Entry;

    /// <summary>The block's size in bytes.</summary>
    public nuint Size;

    /// <summary>If nothing is reserved: whether that is because there may be no more large blocks.</summary>
    public bool IsAtLimit;

    /// <summary>The heap's own: the slab that the slot is in; null on the system heap.</summary>
    public void* Home;
}
