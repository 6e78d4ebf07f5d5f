namespace FfiOwnership.Memory;

/// <summary>Memory for a block and its entry, not yet in the ledger: to be filled, then published or abandoned.</summary>
internal unsafe struct Reservation
{
    /// <summary>The memory.</summary>
    public byte* Block;

    /// <summary>Its entry.</summary>
    public Entry* Entry;
}
