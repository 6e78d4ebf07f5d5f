using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The memory of the slabs' entries: areas of 1 MiB, each beginning with a table that leads from an entry to its slab.</summary>
/// <remarks>An area is divided into grains of 1 KiB. A grain holds entries of one slab only. Entries are never freed.</remarks>
internal static unsafe class EntryArea
{
    // SAFETY (whole file): permanent: areas. Locked: the newest area, from cursor to end.

    /// <summary>Size and alignment of an area in bytes.</summary>
    private const nuint AreaSize = 1 << 20;

    /// <summary>Binary logarithm of <see cref="Grain"/>.</summary>
    private const int GrainBits = 10;

    /// <summary>Size of a grain in bytes.</summary>
    private const nuint Grain = (nuint)1 << GrainBits;

    /// <summary>The first unused grain of the newest area; null: there is no area. Written under the lock of the <see cref="SlabTable"/>.</summary>
    private static byte* s_cursor;

    /// <summary>The end of the newest area; null: there is no area. Written under the lock of the <see cref="SlabTable"/>.</summary>
    private static byte* s_end;

    /// <summary>The slab that an entry belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slab* SlabOf(Entry* entry)
    {
        nuint within = (nuint)entry & (AreaSize - 1);
        return ((Slab**)((nuint)entry - within))[within >> GrainBits];
    }

    /// <summary>Finds room for the entries of a slab. The caller holds the lock of the <see cref="SlabTable"/>.</summary>
    /// <returns>The room, which is free until <see cref="Commit"/>; null: there is no memory.</returns>
    public static Entry* Propose(uint count)
    {
        if (BytesFor(count) > (nuint)(s_end - s_cursor))
        {
            // Twice the size, so that it contains an aligned area.
            byte* memory = (byte*)CRuntime.AllocatePermanent(2 * AreaSize);
            if (memory == null)
            {
                return null;
            }

            byte* area = (byte*)(((nuint)memory + AreaSize - 1) & ~(AreaSize - 1));
            s_cursor = area + (AreaSize / Grain * (nuint)sizeof(Slab*));
            s_end = area + AreaSize;
        }

        return (Entry*)s_cursor;
    }

    /// <summary>Takes the room that <see cref="Propose"/> has found, and enters its slab in the area's table. The caller still holds the lock.</summary>
    /// <param name="found">The room.</param>
    /// <param name="count">Number of entries, as before.</param>
    /// <param name="slab">The slab that the entries belong to.</param>
    /// <returns>Number of bytes taken.</returns>
    public static nuint Commit(Entry* found, uint count, Slab* slab)
    {
        nuint size = BytesFor(count);
        nuint within = (nuint)found & (AreaSize - 1);
        Slab** table = (Slab**)((nuint)found - within);
        for (nuint grain = within >> GrainBits; grain < (within + size) >> GrainBits; grain++)
        {
            table[grain] = slab;
        }

        s_cursor += size;
        return size;
    }

    /// <summary>Drops the rest of the newest area, after a fork: it may have been half changed.</summary>
    public static void ResetAfterFork() => s_cursor = s_end = null;

    /// <summary>The bytes that entries take, in whole grains.</summary>
    private static nuint BytesFor(uint count) => ((count * (nuint)sizeof(Entry)) + Grain - 1) & ~(Grain - 1);
}
