using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <content>Blocks too large for a slot: each is a slab of its own.</content>
internal sealed unsafe partial class SlabHeap
{
    // SAFETY (whole file): unpublished: the reserved slab.

    // There is always a whole word past the block for the canary.
    private const nuint LargeCanary = sizeof(ulong);

    private static bool TryReserveLarge(ThreadHeap* heap, nuint size, ref bool zeroed, out Reservation reserved)
    {
        uint number = LargeSize.Of(size + LargeCanary);
        Slab* slab = SlabPools.OfLarge(number)->Take();
        slab = slab != null ? slab : SlabTable.TryMakeLarge(number);
        reserved = default;
        if (slab == null)
        {
            return false;
        }

        zeroed = zeroed && !(slab->IsGivenBack && CRuntime.IsZeroAfterGiveBack);
        SlabTable.TakeBack(slab);
        slab->LargeBytes = size;
        reserved = new Reservation { Block = slab->Base, Entry = slab->Entries, Size = size, Slab = slab, Heap = heap };
        return true;
    }
}
