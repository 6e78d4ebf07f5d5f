using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>Maps an address to the slab it lies in: two levels of 2^16 pointers, for units of 64 KiB of a 48-bit address space.</summary>
/// <remarks>
/// Answers "is it ours?" for any value, and reads nothing but itself. Leaves and their contents are permanent, so readers need
/// no lock. Both levels are large, but the system backs only those of their pages that are written.
/// </remarks>
internal static unsafe class PageMap
{
    // SAFETY (whole file): permanent: root and leaves, each of 2^16 pointers; an index into either has 16 bits.

    /// <summary>Bits of an index into a leaf.</summary>
    private const int LeafBits = 16;

    /// <summary>Number of pointers in a leaf, and in the root.</summary>
    private const nuint LeafSize = (nuint)1 << LeafBits;

    /// <summary>Bits of the addresses that the map covers; no slab lies beyond them.</summary>
    private const int AddressBits = 48;

    /// <summary>The root: pointers to leaves, or null. Null: not started.</summary>
    private static Slab*** s_root;

    /// <summary>Size in bytes of the root, and of each leaf.</summary>
    public static nuint LevelBytes => LeafSize * (nuint)sizeof(void*);

    /// <summary>The root, for code that is not C#: pointers to leaves. Null: not started.</summary>
    public static void* Root => s_root;

    /// <summary>Makes an empty map. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        s_root = s_root != null ? s_root : (Slab***)CRuntime.AllocatePermanent(LevelBytes);
        return s_root != null;
    }

    /// <summary>The slab that an address lies in; null: none. The address is any value; it is never dereferenced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slab* At(void* address)
    {
        nuint unit = (nuint)address >> SizeClass.UnitBits;
        if (unit >> (AddressBits - SizeClass.UnitBits) != 0)
        {
            return null;
        }

        Slab** leaf = s_root[unit >> LeafBits];
        return leaf == null ? null : leaf[unit & (LeafSize - 1)];
    }

    /// <summary>Makes the leaves that a range of addresses needs. The caller holds the lock of the <see cref="SlabTable"/>.</summary>
    /// <returns>Bytes of the leaves made; null: there is no memory, or the addresses are beyond the map. Leaves made by then stay.</returns>
    public static nuint? Ensure(byte* start, nuint size)
    {
        nuint made = 0;
        nuint last = ((nuint)start + size - 1) >> SizeClass.UnitBits >> LeafBits;
        for (nuint number = (nuint)start >> SizeClass.UnitBits >> LeafBits; number <= last; number++)
        {
            if (number >= LeafSize)
            {
                return null;
            }

            if (s_root[number] != null)
            {
                continue;
            }

            void* leaf = CRuntime.AllocatePermanent(LevelBytes);
            if (leaf == null)
            {
                return null;
            }

            Volatile.Write(ref *(nuint*)(s_root + number), (nuint)leaf);
            made += LevelBytes;
        }

        return made;
    }

    /// <summary>Enters a finished slab for all its addresses; their leaves exist. The caller holds the lock of the <see cref="SlabTable"/>.</summary>
    public static void Enter(byte* start, nuint size, Slab* slab)
    {
        nuint unit = (nuint)start >> SizeClass.UnitBits;
        for (nuint end = unit + (size >> SizeClass.UnitBits); unit < end; unit++)
        {
            Volatile.Write(ref *(nuint*)(s_root[unit >> LeafBits] + (unit & (LeafSize - 1))), (nuint)slab);
        }
    }
}
