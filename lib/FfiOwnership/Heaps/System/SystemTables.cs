using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>Everything that the system heap keeps, in native memory.</summary>
/// <remarks>
/// Leak checkers search for pointers in static data and in memory from malloc, not in the GC's heap. So every table must be
/// reachable from a static field, as these are, or it would be reported as lost.
/// </remarks>
internal unsafe struct SystemTables
{
    // SAFETY (whole file): unpublished: tables that are being made.

    /// <summary>The tables made last, of all heaps in the process; null: there are none. Keeps them reachable for leak checkers.</summary>
    private static SystemTables* s_first;

    /// <summary>The tables made before these; null: these are the first.</summary>
    public SystemTables* Next;

    /// <summary>The stripes. Written once.</summary>
    public SystemStripe* Stripes;

    /// <summary>The records of all stripes, by number from 1 on.</summary>
    public SegmentedTable<SystemEntry> Records;

    /// <summary>Guards <see cref="LastId"/>, and making records. No other lock is taken while it is held.</summary>
    public ForkSafeLock RecordLock;

    /// <summary>Whether a memory checker is in the process: blocks then have no guard bytes, the tool guards their ends. Set at the start.</summary>
    public bool ExactSizes;

    /// <summary>Makes a block's canary out of its address. Set at the start.</summary>
    public KeyedHash Canaries;

    /// <summary>Number of the newest record; 0: there is none. Written under <see cref="RecordLock"/>, read without it.</summary>
    public uint LastId;

    /// <summary>Guards <see cref="Large"/> and <see cref="LargeLevels"/>. May be taken while a stripe's lock is held, not the other way round.</summary>
    public ForkSafeLock LargeLock;

    /// <summary>The records of blocks and tombstones larger than 64 KiB, by level and by the page of that level that they begin in.</summary>
    public SystemIndex Large;

    /// <summary>Bit n is set if a block of level n was ever entered into <see cref="Large"/>.</summary>
    public ulong LargeLevels;

    /// <summary>Makes empty tables. Called only while the library starts, by one thread.</summary>
    /// <param name="stripes">Number of stripes.</param>
    /// <returns>Null if there is no memory; nothing is left allocated then.</returns>
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
            tables->Canaries = KeyedHash.New();
            tables->Next = s_first;
            s_first = tables;
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
