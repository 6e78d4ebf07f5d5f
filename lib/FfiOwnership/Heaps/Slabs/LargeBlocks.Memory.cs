using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>
/// Memory moves from range to range. A buffer of many megabytes that comes and goes has other addresses each time, so that a late second
/// free is recognised; but memory for all of them would exceed the budget, and to give it back and fault it in again each time takes ten
/// times as long as to fill it. So the range that is handed out gets the memory of the one freed last, which is still in the caches.
/// </content>
internal static unsafe partial class LargeBlocks
{
    /// <summary>The most ranges between which memory moves, ever: each may cost two of the process's mappings, of which a kernel allows some 65,000.</summary>
    private const uint MaxMoved = 2048;

    /// <summary>Number of these ranges. Written under the lock; <see cref="MaxMoved"/> as well if the system does not move memory.</summary>
    private static uint s_moved;

    /// <summary>Gives a range without memory that a block is about to get the memory of another of its size, if one waits with it.</summary>
    /// <returns>False if the range is lost; its record is free then.</returns>
    private static bool TryMoveMemoryTo(Slab* slab)
    {
        Slab* giver = slab->IsDecommitted && slab->RangeSize >= LargeRanges.LeastMovable ? TakeGiver(slab) : null;
        if (giver == null)
        {
            return true;
        }

        PageMove move = CRuntime.MovePages(giver->Base, slab->Base, slab->RangeSize);
        if (move == PageMove.Done)
        {
            SlabTable.CountMoved(giver, slab);
        }
        else if (move == PageMove.Lost)
        {
            SlabTable.Unbind(slab);
        }

        Enter();
        AddWaiting(giver, isKept: move != PageMove.Done);
        if (move != PageMove.Done)
        {
            s_moved = MaxMoved;
        }

        if (move == PageMove.Lost)
        {
            s_budget.CountFreed(slab->RangeSize);
            s_records.Add(slab);
        }

        s_lock.Exit();
        return move != PageMove.Lost;
    }

    /// <summary>Takes the range freed last of a size out of its pool, if it has memory that may move.</summary>
    private static Slab* TakeGiver(Slab* slab)
    {
        Enter();
        Slab* giver = SlabPools.OfLarge(slab->ClassNumber)->Last;
        bool mayMove = giver != null && giver->IsKept && s_moved < MaxMoved;
        if (mayMove)
        {
            s_moved += (giver->IsMoved ? 0u : 1) + (slab->IsMoved ? 0u : 1);
            giver->IsMoved = slab->IsMoved = true;
            RemoveWaiting(giver);
        }

        s_lock.Exit();
        return mayMove ? giver : null;
    }
}
