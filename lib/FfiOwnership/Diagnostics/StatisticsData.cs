using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>The ledger in numbers: <c>ffo_stats</c>. Exact while no other thread is at work.</summary>
[CName("ffo_stats")]
[StructLayout(LayoutKind.Sequential)]
public struct StatisticsData
{
    /// <summary>The struct's size in bytes as the caller knows it.</summary>
    public uint StructSize;

    /// <summary>Which heap blocks live on.</summary>
    public HeapKind Heap;

    /// <summary>Blocks neither freed nor forgotten.</summary>
    public ulong LiveBlocks;

    /// <summary>Blocks forgotten.</summary>
    public ulong ForgottenBlocks;

    /// <summary>Blocks ever made.</summary>
    public ulong CreatedBlocks;

    /// <summary>Blocks ever freed.</summary>
    public ulong FreedBlocks;

    /// <summary>Bytes of live blocks.</summary>
    public ulong LiveBytes;

    /// <summary>Bytes of forgotten blocks.</summary>
    public ulong ForgottenBytes;

    /// <summary>Bytes held from the system, for blocks and ledger.</summary>
    public ulong ReservedBytes;

    /// <summary>Handles not yet ended.</summary>
    public ulong LiveHandles;

    /// <summary>Borrows that are out.</summary>
    public ulong LiveBorrows;

    /// <summary>Misuses since the library was loaded.</summary>
    public ulong Misuses;
}
