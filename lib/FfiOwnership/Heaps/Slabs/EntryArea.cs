using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The memory of the slabs' entries and maps of free slots: areas of 1 MiB, each beginning with a table that leads from an entry to its slab.</summary>
/// <remarks>An area is divided into grains of 1 KiB. A grain belongs to one slab only. Entries are never freed.</remarks>
internal static unsafe class EntryArea
{
    // SAFETY (whole file): permanent: areas. Locked: the newest area, from cursor to end.

    /// <summary>Size and alignment of an area in bytes.</summary>
    private const nuint AreaSize = 1 << 20;

    /// <summary>Binary logarithm of <see cref="Grain"/>.</summary>
    private const int GrainBits = 10;

    /// <summary>Size of a grain in bytes.</summary>
    private const nuint Grain = (nuint)1 << GrainBits;

    /// <summary>The smallest page of the processors we know, in bytes.</summary>
    private const nuint Page = 4096;

    /// <summary>Bytes of entries and maps from which on they are laid out in whole pages: where the rest of a page is little.</summary>
    private const nuint FirstWhole = 3 * Page;

    /// <summary>Size of a cache line in bytes.</summary>
    private const nuint LineSize = 64;

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

    /// <summary>Finds room for the entries and maps of a slab. The caller holds the lock of the <see cref="SlabTable"/>.</summary>
    /// <returns>The room, which is free until <see cref="Commit"/>; null: there is no memory.</returns>
    public static Entry* Propose(uint count)
    {
        nuint size = BytesFor(count);
        if (size >= FirstWhole && s_cursor != null)
        {
            s_cursor = (byte*)(((nuint)s_cursor + Page - 1) & ~(Page - 1));
        }

        if (s_cursor == null || s_cursor > s_end || size > (nuint)(s_end - s_cursor))
        {
            // Twice the size, so that it contains an aligned area.
            byte* memory = (byte*)CRuntime.AllocatePermanent(2 * AreaSize);
            if (memory == null)
            {
                return null;
            }

            byte* area = (byte*)(((nuint)memory + AreaSize - 1) & ~(AreaSize - 1));
            s_cursor = area + (AreaSize / Grain * (nuint)sizeof(Slab*)); // 8 KiB: whole pages
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

    /// <summary>Where the owner's map of free slots begins, in bytes behind the first entry of a slab with a number of slots: at a cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint BytesToMine(uint count) => WholeLines(count * (nuint)sizeof(Entry));

    /// <summary>Where the map of slots freed by others begins: at a cache line of its own.</summary>
    public static nuint BytesToTheirs(uint count) => BytesToMine(count) + WholeLines((count + 7) / 8);

    /// <summary>The pages that a slab's entries and maps have for themselves.</summary>
    /// <param name="slab">The slab.</param>
    /// <param name="size">Their size in bytes; 0: there is none.</param>
    public static byte* PagesOf(Slab* slab, out nuint size)
    {
        nuint page = CRuntime.PageSize;
        byte* start = (byte*)(((nuint)slab->Entries + page - 1) & ~(page - 1));
        byte* end = (byte*)(((nuint)slab->Entries + BytesFor(slab->SlotCount)) & ~(page - 1));
        size = start < end ? (nuint)(end - start) : 0;
        return start;
    }

    /// <summary>The bytes that entries and maps take, in whole grains; if they are many, in whole pages, which can go back to the system.</summary>
    private static nuint BytesFor(uint count)
    {
        nuint bytes = BytesToTheirs(count) + WholeLines((count + 7) / 8);
        nuint unit = bytes >= FirstWhole ? Page : Grain;
        return (bytes + unit - 1) & ~(unit - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint WholeLines(nuint bytes) => (bytes + LineSize - 1) & ~(LineSize - 1);
}
