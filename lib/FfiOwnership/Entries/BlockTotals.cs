namespace FfiOwnership.Entries;

/// <summary>What a heap has counted. Exact while no other thread is at work.</summary>
internal struct BlockTotals
{
    /// <summary>Blocks published since the library was loaded.</summary>
    public ulong Created;

    /// <summary>Blocks freed since the library was loaded.</summary>
    public ulong Freed;

    /// <summary>Bytes of blocks published and not freed; the library's own records count nothing.</summary>
    public ulong Bytes;

    /// <summary>Bytes held from the system, for blocks and for the ledger.</summary>
    public ulong Reserved;
}
