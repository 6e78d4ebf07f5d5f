using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>The part of the system heap's ledger for some of the address space, with its lock.</summary>
internal struct SystemStripe
{
    /// <summary>Guards all below and the filing of this stripe's records.</summary>
    public ForkSafeLock Lock;

    /// <summary>Finds a record by its block's exact address.</summary>
    public SystemIndex ByAddress;

    /// <summary>Finds the records of blocks up to 64 KiB by the 64 KiB page they begin in.</summary>
    public SystemIndex ByPage;

    /// <summary>The first record that may be used again.</summary>
    public uint FirstFree;

    /// <summary>The oldest tombstone.</summary>
    public uint OldestTombstone;

    /// <summary>The youngest tombstone.</summary>
    public uint YoungestTombstone;

    /// <summary>How many there are.</summary>
    public uint Tombstones;

    /// <summary>Forgotten blocks whose address is another block's now: they count, but no index leads to them.</summary>
    public ulong Lost;

    /// <summary>Their bytes.</summary>
    public ulong LostBytes;

    /// <summary>Blocks published and freed.</summary>
    public BlockCounters Counters;
}
