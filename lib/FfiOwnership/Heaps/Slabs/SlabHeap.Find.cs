using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>From any address to the block there, and from number to number. Nothing need be pinned: all of it is for ever.</content>
internal sealed unsafe partial class SlabHeap
{
    // SAFETY (whole file): for ever: slabs and entries. The pointer is only compared.

    private const uint SlotMask = (1u << SlabTable.SlotBits) - 1;

    /// <inheritdoc/>
    public override bool Find(void* pointer, out Place place)
    {
        place = default;
        Slab* slab = PageMap.At(pointer);
        if (slab == null)
        {
            return false;
        }

        nuint offset = (nuint)((byte*)pointer - slab->Base);
        uint slot = slab->IsLarge ? 0 : slab->SlotAt(offset);
        if (slot >= slab->SlotCount && !slab->IsLarge)
        {
            return false;
        }

        place = PlaceOf(slab, slot);
        place.Offset = offset - (nuint)(place.Block - slab->Base);
        return place.Word.State != EntryState.Unused && (place.Offset == 0 || place.Offset < place.Size);
    }

    /// <inheritdoc/>
    public override bool Pin(uint id, out Place place)
    {
        place = default;
        uint number = id >> SlabTable.SlotBits;
        if (number == 0 || number > SlabTable.Count)
        {
            return false;
        }

        Slab* slab = SlabTable.At(number);
        uint slot = id & SlotMask;
        if (slot >= TouchedIn(slab))
        {
            return false;
        }

        place = PlaceOf(slab, slot);
        return place.Word.State != EntryState.Unused;
    }

    /// <inheritdoc/>
    public override bool Next(ref uint cursor, out Place place)
    {
        uint last = SlabTable.Count;
        uint number = Math.Max(cursor >> SlabTable.SlotBits, 1);
        uint slot = cursor == 0 ? 0 : (cursor & SlotMask) + 1;
        for (; number <= last; number++, slot = 0)
        {
            for (uint touched = TouchedIn(SlabTable.At(number)); slot < touched; slot++)
            {
                cursor = number << SlabTable.SlotBits | slot;
                if (Pin(cursor, out place))
                {
                    return true;
                }
            }
        }

        place = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Unpin(in Place place)
    {
        // There is nothing to let go of.
    }

    // Entries from here on were never used. A slab's owner may be at work: then a new one may be missed.
    private static uint TouchedIn(Slab* slab) => slab->IsLarge ? 1 : Math.Max(Volatile.Read(ref slab->Touched), Volatile.Read(ref slab->Used));

    // Word and size of one moment: the size is written before a block's word, which has a new reuse count each time.
    private static Place PlaceOf(Slab* slab, uint slot)
    {
        Entry* entry = slab->Entries + slot;
        Place place = default;
        place.Entry = entry;
        place.Block = slab->MemoryOf(slot);
        do
        {
            place.Word = entry->Word;
            place.Size = slab->SizeOf(entry);
        }
        while (entry->Word != place.Word);

        return place;
    }
}
