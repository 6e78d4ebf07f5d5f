using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>All that the system heap keeps, in native memory.</summary>
/// <remarks>
/// Leak checkers look for pointers in global data and in memory that malloc handed out, not in the GC's heap; so every
/// table must be reachable from a static field, as these are, or it would be reported as lost.
/// </remarks>
internal unsafe struct SystemTables
{
    // The head of the list of all tables.
    private static SystemTables* s_first;

    /// <summary>The tables made before these.</summary>
    public SystemTables* Next;

    /// <summary>The stripes.</summary>
    public SystemStripe* Stripes;

    /// <summary>The records of all blocks.</summary>
    public SegmentedTable<SystemEntry> Records;

    /// <summary>Guards the making of new records.</summary>
    public ForkSafeLock RecordLock;

    /// <summary>A memory checker is in the process: blocks have their exact size and the tool guards their ends.</summary>
    public bool ExactSizes;

    /// <summary>The youngest record.</summary>
    public uint LastId;

    /// <summary>Finds blocks larger than 64 KiB. Its lock may be taken inside a stripe's, never the other way round.</summary>
    public ForkSafeLock LargeLock;

    /// <summary>See <see cref="LargeLock"/>.</summary>
    public SystemIndex Large;

    /// <summary>A bit for each level of page size that ever had a large block.</summary>
    public ulong LargeLevels;

    /// <summary>Makes empty tables. The library's start, which is alone, calls it.</summary>
    /// <returns>Null if there is no memory; nothing is kept then.</returns>
    public static SystemTables* TryMake(int stripes)
    {
        SystemTables* tables = (SystemTables*)CRuntime.AllocateTable(1, (nuint)sizeof(SystemTables));
        if (tables == null)
        {
            return null;
        }

        tables->Stripes = (SystemStripe*)CRuntime.AllocateTable((nuint)stripes, (nuint)sizeof(SystemStripe));
        bool made = tables->Stripes != null && tables->Large.TryStart();
        for (int i = 0; made && i < stripes; i++)
        {
            made = tables->Stripes[i].ByAddress.TryStart() && tables->Stripes[i].ByPage.TryStart();
        }

        if (made)
        {
            tables->Next = s_first;
            s_first = tables;
            ForkGate.Add(&tables->Stripes->Lock, (uint)stripes, sizeof(SystemStripe));
            ForkGate.Add(&tables->RecordLock, 1, sizeof(ForkSafeLock));
            ForkGate.Add(&tables->LargeLock, 1, sizeof(ForkSafeLock));
            return tables;
        }

        for (int i = 0; tables->Stripes != null && i < stripes; i++)
        {
            tables->Stripes[i].ByAddress.End();
            tables->Stripes[i].ByPage.End();
        }

        tables->Large.End();
        CRuntime.Free(tables->Stripes);
        CRuntime.Free(tables);
        return null;
    }
}
