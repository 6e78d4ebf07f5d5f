using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Records of large blocks, which serve one range of addresses after another.</content>
internal static unsafe partial class SlabTable
{
    // SAFETY (whole file): permanent: records. Unpublished: a record that is being made.

    /// <summary>The most records of large blocks: three quarters of all. The others are left to slabs of slots, which cannot change their size.</summary>
    public const uint MaxLarge = LastNumber / 4 * 3;

    /// <summary>
    /// The record that the page map has for addresses that were a large block's and have gone back to the system. It looks like a record
    /// without a range, so whoever finds it finds no block, without a comparison of its own.
    /// </summary>
    private static Slab* s_gone;

    /// <summary>Number of records of large blocks. Written under the lock.</summary>
    private static uint s_largeCount;

    /// <summary>Whether an address was a large block's and has gone back to the system. It may be anybody's by now.</summary>
    /// <param name="address">Any value; never dereferenced.</param>
    public static bool IsGone(void* address) => PageMap.At(address) is var slab && slab != null && slab == s_gone;

    /// <summary>Makes a record for large blocks; it has no range yet.</summary>
    /// <param name="isAtLimit">Whether there may be no more.</param>
    /// <returns>The record, in no list; null: there may be no more, or there is no memory.</returns>
    public static Slab* TryMakeLarge(out bool isAtLimit)
    {
        Enter();
        Slab* slab = TryMakeLargeLocked(out isAtLimit);
        s_lock.Exit();
        return slab;
    }

    /// <summary>Gives a record a range of addresses. Its entry says that it describes no live block.</summary>
    /// <param name="slab">A record without a range, that only the caller knows of.</param>
    /// <param name="start">The range's start.</param>
    /// <param name="largeSize">The number of its size.</param>
    /// <returns>False if there is no memory for the page map; nothing has changed then.</returns>
    public static bool TryBind(Slab* slab, byte* start, uint largeSize)
    {
        nuint size = LargeSize.Bytes(largeSize);
        Enter();
        nuint? leaves = PageMap.Ensure(start, size);
        if (leaves != null)
        {
            // The fields first: whoever comes by the page map compares its pointer with them.
            s_tableBytes += leaves.Value;
            slab->ClassNumber = largeSize;
            Volatile.Write(ref *(nuint*)&slab->Base, (nuint)start);
            PageMap.Enter(start, size, slab);
        }

        s_lock.Exit();
        return leaves != null;
    }

    /// <summary>Counts how much of a range has memory from now on; see <see cref="Slab.LargeCommitted"/>.</summary>
    /// <param name="slab">A record with a range.</param>
    /// <param name="bytes">Bytes from the range's start.</param>
    public static void SetCommitted(Slab* slab, nuint bytes)
    {
        Interlocked.Add(ref s_slabBytes, (long)bytes - (long)slab->LargeCommitted);
        slab->LargeCommitted = bytes;
    }

    /// <summary>Takes a record's range out of it, before the range's memory goes back: from here on its addresses lead to no record.</summary>
    /// <param name="slab">A record whose range was in no list of others' any more before; its block is freed.</param>
    public static void Unbind(Slab* slab)
    {
        Enter();
        PageMap.Enter(slab->Base, slab->RangeSize, s_gone);
        s_lock.Exit();
        SetCommitted(slab, 0);

        // The size first: whoever sees no base sees no size either, and so finds nothing.
        Volatile.Write(ref slab->LargeBytes, 0);
        Volatile.Write(ref *(nuint*)&slab->Base, 0);
    }

    /// <summary>Makes what large blocks need. Called once, while the library starts; again if it failed.</summary>
    private static bool TryStartLarge()
    {
        s_gone = s_gone != null ? s_gone : (Slab*)CRuntime.AllocateTable(1, Slab.Bytes + (nuint)sizeof(Entry));
        if (s_gone != null)
        {
            s_gone->Entries = (Entry*)(s_gone + 1);
            TableMemory.Watch(&MayHoldTable);
        }

        return s_gone != null;
    }

    /// <summary>Whether memory may hold a table: neither it nor the 64 KiB before it, from where an overrun reaches it, is or was a block's.</summary>
    private static bool MayHoldTable(void* memory, nuint size)
    {
        nuint last = ((nuint)memory + size - 1) >> SizeClass.UnitBits;
        for (nuint unit = ((nuint)memory >> SizeClass.UnitBits) - 1; unit <= last; unit++)
        {
            if (PageMap.At((void*)(unit << SizeClass.UnitBits)) != null)
            {
                return false;
            }
        }

        return true;
    }

    private static Slab* TryMakeLargeLocked(out bool isAtLimit)
    {
        uint number = s_last + 1;
        isAtLimit = s_largeCount >= MaxLarge || number > LastNumber;
        if (isAtLimit || !s_records.Ensure(number))
        {
            return null;
        }

        Entry* room = EntryArea.Propose(1);
        if (room == null)
        {
            return null;
        }

        Slab* slab = Fill(number, default, room, 1);
        s_largeCount++;
        Volatile.Write(ref s_last, number);
        return slab;
    }
}
