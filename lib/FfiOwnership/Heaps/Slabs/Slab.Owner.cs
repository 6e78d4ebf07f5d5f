using System.Runtime.CompilerServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>What only the owner's thread does: taking and putting back slots, without an atomic step.</content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): owned: line 2 and the X of freed entries in line are the owner's.

    /// <summary>Takes the slot that has been free longest, or one that was never used.</summary>
    /// <returns><see cref="NoSlot"/> if there is none to be had.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take()
    {
        if (Free > Keep)
        {
            uint oldest = Head;
            Head = Entries[oldest].Word.X;
            Free--;
            return oldest;
        }

        uint unused = Used;
        if (unused < SlotCount)
        {
            Used = unused + 1;
            return unused;
        }

        return NoSlot;
    }

    /// <summary>Puts a freed slot at the end of the line.</summary>
    /// <returns>Whether <see cref="Limit"/> is reached.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Put(uint slot)
    {
        uint free = Free;
        if (free != 0)
        {
            Entry* tail = Entries + Tail;
            tail->Store(tail->Word.WithX(slot));
        }
        else
        {
            Head = slot;
        }

        Tail = slot;
        Free = free + 1;
        return free + 1 == Limit;
    }

    /// <summary>Begins anew, from the first slot: the memory behind the slots is another.</summary>
    public void Reset()
    {
        Touched = Math.Max(Touched, Used);
        Used = 0;
        Free = 0;
    }
}
