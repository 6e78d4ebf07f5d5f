using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>Where the entries of slabs lie: in areas of 1 MiB, each with a table in front that leads from an entry back to its slab.</summary>
/// <remarks>An area is dealt out in grains of 1 KiB, and no grain has entries of two slabs. Entries are never freed.</remarks>
internal static unsafe class EntryArea
{
    // SAFETY (whole file): for ever: areas. Locked: the present one, from cursor to end.

    private const nuint AreaSize = 1 << 20;
    private const int GrainBits = 10;
    private const nuint Grain = (nuint)1 << GrainBits;

    private static byte* s_cursor;
    private static byte* s_end;

    /// <summary>The slab that an entry belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slab* SlabOf(Entry* entry)
    {
        nuint within = (nuint)entry & (AreaSize - 1);
        return ((Slab**)((nuint)entry - within))[within >> GrainBits];
    }

    /// <summary>Finds room for the entries of a slab. The caller has the lock of the <see cref="SlabTable"/>.</summary>
    /// <returns>Null if there is no memory. Nothing is taken before <see cref="Commit"/>.</returns>
    public static Entry* Propose(uint count)
    {
        if (BytesFor(count) > (nuint)(s_end - s_cursor))
        {
            // Twice as much, to find an aligned half in it.
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

    /// <summary>Takes what was found.</summary>
    /// <returns>The bytes that it takes.</returns>
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

    /// <summary>Forgets the present area.</summary>
    public static void ResetAfterFork() => s_cursor = s_end = null;

    private static nuint BytesFor(uint count) => ((count * (nuint)sizeof(Entry)) + Grain - 1) & ~(Grain - 1);
}
