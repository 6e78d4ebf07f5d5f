using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>Records and ranges of large blocks: taken for a block, waiting for their reuse after its free, given back.</summary>
/// <remarks>
/// A range waits with its record, so that a late second free finds the freed entry; beyond the <see cref="LargeBudget"/> its memory
/// goes back to the system, and beyond a few of its size its addresses as well: first the page map says so, then the range leaves
/// the record, then the memory goes, and the record is free for a range of any size. A free needs no lock for that, because it touches
/// the block only after it has won the entry's word. Who reads a live block's bytes without winning anything holds the lock meanwhile,
/// by <see cref="TryPin"/>: every range passes it between its block's free and its memory's way back.
/// The model in <c>Protocols/LargeBlocks</c> of the tests tries every order of these steps.
/// </remarks>
internal static unsafe partial class LargeBlocks
{
    // SAFETY (whole file): locked: waiting ranges, free records, the budget. Owned: a record in no list, of a freed or unpublished block.
    // Permanent: records.

    /// <summary>Guards the pools of large sizes and all that is static here.</summary>
    private static ForkSafeLock s_lock;

    /// <summary>Records without a range, the one freed first in front.</summary>
    private static SlabList s_records;

    private static LargeBudget s_budget;

    /// <summary>The number of ranges that have begun to wait.</summary>
    private static ulong s_order;

    private static uint Now => (uint)Environment.TickCount64;

    /// <summary>Takes a record with a range: one that has waited long enough, else a new range, else any, with which what waits elsewhere goes back.</summary>
    /// <param name="bytes">The least size of the range.</param>
    /// <param name="isAtLimit">Whether there may be no more records.</param>
    /// <returns>The record, whose entry says that it describes no live block; null: there is none, or no memory.</returns>
    public static Slab* TryTake(nuint bytes, out bool isAtLimit)
    {
        uint largeSize = LargeSize.Of(bytes);
        isAtLimit = false;
        Slab* slab = TakeWaiting(largeSize, LargePool.ReuseDelay(largeSize));
        slab = slab != null ? slab : TryMake(largeSize, out isAtLimit);
        slab = slab != null ? slab : TakeWaiting(largeSize, 0);
        slab = slab != null || !ReleaseAll() ? slab : TryMake(largeSize, out isAtLimit);
        return slab == null || TryMoveMemoryTo(slab) ? slab : TryMake(largeSize, out isAtLimit);
    }

    /// <summary>Lets the range of a freed block, or of a cancelled reservation, wait; what is beyond the budget goes back.</summary>
    public static void Recycle(Slab* slab)
    {
        uint now = Now;
        Enter();
        s_budget.CountFreed(slab->RangeSize);
        slab->FreedAt = now;
        slab->FreedOrder = ++s_order;
        AddWaiting(slab, isKept: true);
        bool isSurplus = s_budget.Surplus(now) != null;
        s_lock.Exit();
        if (isSurplus)
        {
            Release(now);
        }
    }

    /// <summary>Gives back what has waited too long. Called on slow paths; costs little if nothing waits.</summary>
    public static void ReleaseOverdue()
    {
        // Unlocked check; a range added concurrently is another call's.
        if (s_budget.KeptBytes != 0)
        {
            Release(Now);
        }
    }

    /// <summary>Reads a large block, and keeps its memory where it is until <see cref="Unpin"/>.</summary>
    /// <param name="slab">A large block's record.</param>
    /// <param name="block">The block.</param>
    /// <returns>False if the record has described no block yet; nothing is pinned then.</returns>
    public static bool TryPin(Slab* slab, out FoundBlock block)
    {
        Enter();
        block = SlabHeap.LargeAt(slab);
        if (block.Word.State == EntryState.Unused)
        {
            s_lock.Exit();
            return false;
        }

        block.Offset = FoundBlock.PinnedOffset;
        return true;
    }

    /// <summary>Ends a pin.</summary>
    public static void Unpin() => s_lock.Exit();

    /// <summary>Whether a record and the page map agree: that of a live block has a range, which leads to it.</summary>
    public static bool IsSound(Slab* slab)
    {
        Enter();
        byte* start = slab->Base;
        bool isSound = !slab->Entries->Word.IsLive || (start != null && PageMap.At(start) == slab && PageMap.At(start + slab->RangeSize - 1) == slab);
        s_lock.Exit();
        return isSound;
    }

    private static Slab* TakeWaiting(uint largeSize, uint staying)
    {
        LargePool* pool = SlabPools.OfLarge(largeSize);
        Enter();
        Slab* slab = pool->Count > staying ? pool->First : null;
        if (slab != null)
        {
            RemoveWaiting(slab);
            s_budget.CountLive(slab->RangeSize);
        }

        s_lock.Exit();
        return slab;
    }

    private static Slab* TryMake(uint largeSize, out bool isAtLimit)
    {
        isAtLimit = false;
        ReleaseOverdue();
        Enter();
        Slab* slab = s_records.TakeFirst();
        s_lock.Exit();
        slab = slab != null ? slab : SlabTable.TryMakeLarge(out isAtLimit);
        if (slab == null)
        {
            return null;
        }

        byte* start = LargeRanges.TryTake(largeSize, out slab->Chunk);
        bool isBound = start != null && SlabTable.TryBind(slab, start, largeSize);
        if (start != null && !isBound)
        {
            LargeRanges.Return(start, largeSize, slab->Chunk);
        }

        Enter();
        if (isBound)
        {
            s_budget.CountLive(slab->RangeSize);
        }
        else
        {
            s_records.Add(slab);
        }

        s_lock.Exit();
        return isBound ? slab : null;
    }

    /// <summary>Gives back what is beyond the budget, one range after the other, each outside of the lock.</summary>
    private static void Release(uint now)
    {
        while (true)
        {
            Enter();
            Slab* slab = s_budget.Surplus(now);
            if (slab == null)
            {
                s_lock.Exit();
                return;
            }

            // A few of each size keep their addresses, one more than stay behind: so a buffer that comes and goes finds one that it may
            // reuse, and a late second free is recognised for longer.
            RemoveWaiting(slab);
            bool keepsRange = MayWaitEmpty(slab);
            s_lock.Exit();
            if (!keepsRange)
            {
                GiveBack(slab);
                continue;
            }

            // If the system refuses, as for locked memory, the range keeps it, and nobody counts it.
            if (CRuntime.TryDiscardPages(slab->Base, slab->RangeSize))
            {
                SlabTable.SetCommitted(slab, 0);
            }

            Enter();
            AddWaiting(slab, isKept: false);
            s_lock.Exit();
        }
    }

    /// <summary>Gives back all that waits, because something could not be had.</summary>
    /// <returns>Whether anything waited.</returns>
    private static bool ReleaseAll()
    {
        bool isAny = false;
        for (uint largeSize = 0; largeSize < LargeSize.Count; largeSize++)
        {
            for (Slab* slab; (slab = TakeWaiting(largeSize, 0)) != null; isAny = true)
            {
                Enter();
                s_budget.CountFreed(slab->RangeSize);
                s_lock.Exit();
                GiveBack(slab);
            }
        }

        return isAny;
    }

    /// <summary>Gives the range of a record in no list back to the system; the record is free then.</summary>
    private static void GiveBack(Slab* slab)
    {
        byte* start = slab->Base;
        SlabTable.Unbind(slab);
        LargeRanges.Return(start, slab->ClassNumber, slab->Chunk);
        Enter();
        ForgetMoves(slab);
        s_records.Add(slab);
        s_lock.Exit();
    }

    /// <summary>Whether a range that is in no list may wait without memory. The caller holds the lock.</summary>
    private static bool MayWaitEmpty(Slab* slab) =>
        SlabPools.OfLarge(slab->ClassNumber)->Count <= LargePool.ReuseDelay(slab->ClassNumber) && s_budget.HasRoomForAddresses(slab->RangeSize);

    private static void AddWaiting(Slab* slab, bool isKept)
    {
        s_budget.Add(slab, isKept);
        SlabPools.OfLarge(slab->ClassNumber)->Add(slab);
    }

    private static void RemoveWaiting(Slab* slab)
    {
        SlabPools.OfLarge(slab->ClassNumber)->Remove(slab);
        s_budget.Remove(slab);
    }

    /// <summary>Takes the lock. In a child of a fork that found it held, the lists may be half changed, so they are dropped.</summary>
    private static void Enter()
    {
        if (!s_lock.Enter())
        {
            s_records = default;
            s_budget = default;
            SlabPools.DropLarge();
        }
    }
}
