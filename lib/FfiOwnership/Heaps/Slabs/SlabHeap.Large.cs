using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Blocks too large for a slot: each is a slab of its own.</content>
internal readonly unsafe partial struct SlabHeap
{
    // SAFETY (whole file): unpublished: the reserved slab.

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

        // Decommitted pages read as zero, except for what was written to them since through a pointer to the freed block: so they
        // are discarded once more. That is cheap where nobody wrote.
        bool isZero = zeroed && slab->IsDecommitted && CRuntime.DiscardedPagesAreZero && CRuntime.TryDiscardPages(slab->Base, slab->RangeSize);
        zeroed = zeroed && !isZero;
        SlabTable.Recommit(slab);
        slab->LargeBytes = size;
        reserved = new Reservation { Block = slab->Base, Entry = slab->Entries, Size = size, Home = slab };
        return true;
    }
}
