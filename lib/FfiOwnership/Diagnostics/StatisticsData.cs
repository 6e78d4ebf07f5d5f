using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Statistics about the ledger: <c>ffo_stats</c>. Exact while no other thread is at work.</summary>
[CName("ffo_stats")]
[StructLayout(LayoutKind.Sequential)]
public struct StatisticsData
{
    /// <summary>Size of the struct in bytes, as the caller knows it. Set by the caller.</summary>
    public uint StructSize;

    /// <summary>The heap that blocks are on.</summary>
    public HeapKind Heap;

    /// <summary>Number of blocks neither freed nor forgotten.</summary>
    public ulong LiveBlocks;

    /// <summary>Number of blocks forgotten.</summary>
    public ulong ForgottenBlocks;

    /// <summary>Number of blocks created since the library was loaded.</summary>
    public ulong CreatedBlocks;

    /// <summary>Number of blocks freed since the library was loaded.</summary>
    public ulong FreedBlocks;

    /// <summary>Bytes of live blocks.</summary>
    public ulong LiveBytes;

    /// <summary>Bytes of forgotten blocks.</summary>
    public ulong ForgottenBytes;

    /// <summary>Bytes held from the system, for blocks and for the ledger.</summary>
    public ulong ReservedBytes;

    /// <summary>Number of handles that have not ended.</summary>
    public ulong LiveHandles;

    /// <summary>Number of borrows that are out.</summary>
    public ulong LiveBorrows;

    /// <summary>Number of misuses since the library was loaded.</summary>
    public ulong Misuses;
}
