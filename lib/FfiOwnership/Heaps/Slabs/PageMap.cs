using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>From an address to the slab it lies in: two levels of 2^16, over units of 64 KiB of a 48-bit address space.</summary>
/// <remarks>
/// It answers "is it ours?" for any value at all and touches nothing but itself. A unit that was entered stays for ever, and
/// so do leaves; so readers need no lock. Both levels are large and stay empty but for the few pages that are in use.
/// </remarks>
internal static unsafe class PageMap
{
    // SAFETY (whole file): for ever: root and leaves; an index into either is 16 bits.

    private const int LeafBits = 16;
    private const nuint LeafSize = (nuint)1 << LeafBits;
    private const int AddressBits = 48;

    private static Slab*** s_root;

    /// <summary>The bytes of one level.</summary>
    public static nuint LevelBytes => LeafSize * (nuint)sizeof(void*);

    /// <summary>Makes an empty map; once.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        s_root = s_root != null ? s_root : (Slab***)CRuntime.AllocatePermanent(LevelBytes);
        return s_root != null;
    }

    /// <summary>The slab that an address lies in, or null. The address is any value; it is never followed.</summary>
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

    /// <summary>Makes leaves for a range of addresses. The caller has the lock of the <see cref="SlabTable"/>.</summary>
    /// <returns>Their bytes; or null if there is no memory, or the addresses are beyond the map: leaves made by then stay.</returns>
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

    /// <summary>Enters a finished slab for all its addresses, whose leaves are there. The caller has the lock of the <see cref="SlabTable"/>.</summary>
    public static void Enter(byte* start, nuint size, Slab* slab)
    {
        nuint unit = (nuint)start >> SizeClass.UnitBits;
        for (nuint end = unit + (size >> SizeClass.UnitBits); unit < end; unit++)
        {
            Volatile.Write(ref *(nuint*)(s_root[unit >> LeafBits] + (unit & (LeafSize - 1))), (nuint)slab);
        }
    }
}
