using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Large blocks: each is a slab of its own.</content>
internal unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: pools and slabs. Unpublished: the reserved slab.

    /// <summary>Reserves a slab for one block: one that has waited long enough in its pool, else a new one, else any in the pool.</summary>
    /// <param name="size">Size of the block in bytes.</param>
    /// <param name="zeroed">In: whether the bytes must be zero. Out: whether the caller must zero them.</param>
    /// <param name="reserved">The reservation; empty on failure.</param>
    /// <returns>False if there is no memory.</returns>
    private static bool TryReserveLarge(nuint size, ref bool zeroed, out Reservation reserved)
    {
        uint number = LargeSize.Of(size + Slab.LongestGuard);
        LargePool* pool = SlabPools.OfLarge(number);
        Slab* slab = pool->Take(isLastResort: false);
        slab = slab != null ? slab : SlabTable.TryMakeLarge(number);
        slab = slab != null ? slab : pool->Take(isLastResort: true);
        reserved = default;
        if (slab == null)
        {
            return false;
        }

        // Decommitted pages read as zero, unless something was written since through a pointer to the freed block. So they are
        // discarded once more, which costs little where nothing was written.
        bool isZero = zeroed && slab->IsDecommitted && CRuntime.DiscardedPagesAreZero && CRuntime.TryDiscardPages(slab->Base, slab->RangeSize);
        zeroed = zeroed && !isZero;
        SlabTable.Recommit(slab);
        slab->LargeBytes = size;
        reserved = new Reservation { Block = slab->Base, Entry = slab->Entries, Size = size, Home = slab };
        return true;
    }
}
