using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>
/// Memory moves from range to range. A buffer of many megabytes that comes and goes has other addresses each time, so that a late second
/// free is recognised; but memory for all of them would exceed the budget, and to give it back and fault it in again each time takes ten
/// times as long as to fill it. So the range that is handed out gets the memory of those freed last, which is still in the caches, of
/// whatever sizes they are. It moves in parts, from the end of what one range has to the end of what the other has:
/// <code>
/// freed last   |part|part|part|part|         has memory for four parts, is left two
/// handed out   |part|part|    |    |    |    has two from its last use, gets two; the rest from the range freed before
/// </code>
/// A part is one mapping of the process's at most, since whatever moved was one.
/// </content>
internal static unsafe partial class LargeBlocks
{
    // SAFETY (whole file): permanent: records. Locked: waiting ranges and their memory. Owned: the range that is handed out, which is in no list.

    /// <summary>The most mappings that ranges whose memory has moved may have; a kernel allows a process some 65,000.</summary>
    private const nuint MaxMappings = 8192;

    /// <summary>The most mappings that these ranges can have by now. Written under the lock.</summary>
    private static nuint s_mappings;

    /// <summary>Whether the system does not move memory. Written under the lock.</summary>
    private static bool s_isRefused;

    /// <summary>Gives a range that a block is about to get the memory it lacks, as far as ranges freed before have some that can move.</summary>
    /// <returns>False if the range is lost; its record is free then.</returns>
    private static bool TryMoveMemoryTo(Slab* slab)
    {
        if (!LargeSize.IsMovable(slab->RangeSize))
        {
            return true;
        }

        PageMove move = PageMove.Done;
        while (move == PageMove.Done && slab->LargeCommitted != slab->RangeSize && TakeGiver(slab) is var giver && giver != null)
        {
            move = MoveMemory(giver, slab);
            LetWait(giver);
        }

        if (move == PageMove.Done)
        {
            return true;
        }

        bool isLost = move == PageMove.Lost;
        if (isLost)
        {
            // What it has got so far is still there. Its mappings stay counted.
            _ = CRuntime.TryDiscardPages(slab->Base, slab->LargeCommitted);
            SlabTable.Unbind(slab);
        }

        Enter();
        s_isRefused = true;
        if (isLost)
        {
            slab->IsMoved = false;
            s_budget.CountFreed(slab->RangeSize);
            s_records.Add(slab);
        }

        s_lock.Exit();
        return !isLost;
    }

    /// <summary>Moves memory part by part, until one range has none or the other has all.</summary>
    private static PageMove MoveMemory(Slab* giver, Slab* slab)
    {
        nuint from = giver->LargeCommitted;
        nuint to = slab->LargeCommitted;
        PageMove move = PageMove.Done;
        while (move == PageMove.Done && from != 0 && to != slab->RangeSize)
        {
            move = CRuntime.MovePages(giver->Base + from - LargeSize.MovablePart, slab->Base + to, LargeSize.MovablePart);
            if (move == PageMove.Done)
            {
                from -= LargeSize.MovablePart;
                to += LargeSize.MovablePart;
            }
        }

        SlabTable.SetCommitted(giver, from);
        SlabTable.SetCommitted(slab, to);
        return move;
    }

    /// <summary>Takes the range freed last out of its pool, if it has memory that may move to another.</summary>
    private static Slab* TakeGiver(Slab* slab)
    {
        Enter();
        Slab* giver = s_budget.YoungestMovable();
        if (giver != null && TryCountMappings(giver, slab))
        {
            RemoveWaiting(giver);
        }
        else
        {
            giver = null;
        }

        s_lock.Exit();
        return giver;
    }

    /// <summary>Lets a range that has given memory wait again where it was; its addresses go back if it has none left and enough others of its size wait.</summary>
    private static void LetWait(Slab* giver)
    {
        bool isEmpty = giver->LargeCommitted == 0;
        Enter();
        bool stays = !isEmpty || MayWaitEmpty(giver);
        if (stays)
        {
            AddWaiting(giver, isKept: !isEmpty);
        }

        s_lock.Exit();
        if (!stays)
        {
            GiveBack(giver);
        }
    }

    /// <summary>Counts the mappings that two ranges may come to have. The caller holds the lock.</summary>
    /// <returns>False if these would be too many, or memory does not move.</returns>
    private static bool TryCountMappings(Slab* giver, Slab* slab)
    {
        nuint more = (giver->IsMoved ? 0 : MappingsOf(giver)) + (slab->IsMoved ? 0 : MappingsOf(slab));
        if (s_isRefused || s_mappings + more > MaxMappings)
        {
            return false;
        }

        s_mappings += more;
        giver->IsMoved = slab->IsMoved = true;
        return true;
    }

    /// <summary>Ends the count of mappings of a range that has gone. The caller holds the lock.</summary>
    private static void ForgetMoves(Slab* slab)
    {
        if (slab->IsMoved)
        {
            slab->IsMoved = false;
            s_mappings -= MappingsOf(slab);
        }
    }

    /// <summary>One for each part, and what lies before and behind.</summary>
    private static nuint MappingsOf(Slab* slab) => (slab->RangeSize / LargeSize.MovablePart) + 2;
}
