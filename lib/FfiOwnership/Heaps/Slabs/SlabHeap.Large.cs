using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Blocks too large for a slot: each is a slab of its own.</content>
internal sealed unsafe partial class SlabHeap
{
    // SAFETY (whole file): unpublished: the reserved slab.

    private static bool TryReserveLarge(ThreadHeap* heap, nuint size, ref bool zeroed, out Reservation reserved)
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

        // Pages that went back read as zero, but for what was written to them since through a pointer to the freed block: so they
        // go back once more. That is cheap where nobody wrote.
        bool isZero = zeroed && slab->IsGivenBack && CRuntime.DiscardedPagesAreZero && CRuntime.TryDiscardPages(slab->Base, slab->RangeSize);
        zeroed = zeroed && !isZero;
        SlabTable.TakeBack(slab);
        slab->LargeBytes = size;
        reserved = new Reservation { Block = slab->Base, Entry = slab->Entries, Size = size, Slab = slab, Heap = heap };
        return true;
    }
}
