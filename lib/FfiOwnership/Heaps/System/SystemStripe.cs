using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>The system heap's indices, lists and counters for the blocks in a part of the address space. A lock guards all of it.</summary>
internal struct SystemStripe
{
    /// <summary>Guards all other fields, and the links in this stripe's records.</summary>
    public ForkSafeLock Lock;

    /// <summary>The records of blocks and tombstones, by address.</summary>
    public SystemIndex ByAddress;

    /// <summary>The records of blocks and tombstones of up to 64 KiB, by the 64 KiB page that they begin in.</summary>
    public SystemIndex ByPage;

    /// <summary>Number of the first record in the list of free ones; 0: the list is empty.</summary>
    public uint FirstFree;

    /// <summary>Number of the oldest tombstone's record; 0: there is none.</summary>
    public uint OldestTombstone;

    /// <summary>Number of the newest tombstone's record; 0: there is none.</summary>
    public uint YoungestTombstone;

    /// <summary>Number of tombstones.</summary>
    public uint Tombstones;

    /// <summary>Number of forgotten blocks whose address is another block's now: they are still counted, but no index leads to them.</summary>
    public ulong Lost;

    /// <summary>Bytes of the blocks that <see cref="Lost"/> counts.</summary>
    public ulong LostBytes;

    /// <summary>Counts blocks created and freed in this stripe.</summary>
    public BlockCounters Counters;
}
