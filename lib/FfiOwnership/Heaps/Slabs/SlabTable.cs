using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The table of all slabs by number. Makes new slabs.</summary>
/// <remarks>
/// Geometry is permanent: a range of addresses that became a slab of slots stays that slab, with the same slot size. So a second
/// free that was delayed for an hour still finds the same slot and the same entry, and is recognised as a double free. Records are
/// permanent, too; one of a large block can serve another range, see SlabTable.Large.cs.
/// </remarks>
internal static unsafe partial class SlabTable
{
    // SAFETY (whole file): permanent: records. Unpublished: a record that is being filled. Locked: making slabs.

    /// <summary>An entry's number is its slab's number shifted left by this many bits, plus its slot.</summary>
    public const int SlotBits = 12;

    /// <summary>The largest number of a slab.</summary>
    public const uint LastNumber = (1u << (32 - SlotBits)) - 1;

    /// <summary>The records, indexed by number from 1 on.</summary>
    private static SegmentedTable<Slab> s_records;

    /// <summary>Guards this table, <see cref="Chunks"/>, <see cref="EntryArea"/> and changes of the <see cref="PageMap"/>.</summary>
    private static ForkSafeLock s_lock;

    /// <summary>The number of the newest slab; 0: there is none. Written under the lock, after the slab is complete.</summary>
    private static uint s_last;

    /// <summary>Makes each slab's canary out of its number. Set when the library starts.</summary>
    private static KeyedHash s_canaries;

    /// <summary>Bytes of the page map and of entries. Written under the lock.</summary>
    private static ulong s_tableBytes;

    /// <summary>Bytes of all slabs that are not decommitted. Written by any thread, atomically.</summary>
    private static long s_slabBytes;

    /// <summary>Number of slabs; they are numbered from 1 to this.</summary>
    public static uint Count => Volatile.Read(ref s_last);

    /// <summary>Bytes held from the system: slabs that are not decommitted, entries, page map and records.</summary>
    public static ulong ReservedBytes => Volatile.Read(ref s_tableBytes) + (ulong)Volatile.Read(ref s_slabBytes) + s_records.ReservedBytes;

    /// <summary>The slab with a number from 1 to <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slab* At(uint number) => s_records.At(number);

    /// <summary>Whether an address is that of a record.</summary>
    /// <param name="record">Any value; never dereferenced.</param>
    public static bool Has(Slab* record)
    {
        for (uint number = Count; number != 0; number--)
        {
            if (At(number) == record)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Prepares the table. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        s_canaries = KeyedHash.New();
        s_tableBytes = PageMap.LevelBytes;
        return PageMap.TryStart() && TryStartLarge();
    }

    /// <summary>Makes a slab of a size class.</summary>
    /// <returns>A new slab, which the caller owns; null: there is no memory.</returns>
    public static Slab* TryMake(uint sizeClass)
    {
        uint slotSize = SizeClass.SlotSize(sizeClass);
        nuint size = SizeClass.SlabSize(sizeClass);
        uint slots = (uint)(size / slotSize);
        Slab shape = new() { Reciprocal = SizeClass.Reciprocal(sizeClass), SlotSize = slotSize, SlotCount = slots, ClassNumber = sizeClass };
        return TryMake(shape, slots);
    }

    /// <summary>Decommits a slab without blocks: its memory goes back to the system, its addresses stay the library's.</summary>
    /// <returns>False if the system refuses; the slab then keeps its memory and its contents.</returns>
    public static bool TryDecommit(Slab* slab)
    {
        if (!CRuntime.TryDiscardPages(slab->Base, slab->RangeSize))
        {
            return false;
        }

        DecommitEntries(slab);
        CountDecommitted(slab);
        return true;
    }

    /// <summary>Counts the memory of a slab that is about to be used again. The system supplies it at the first access.</summary>
    public static void Recommit(Slab* slab)
    {
        if (slab->IsDecommitted)
        {
            slab->IsDecommitted = false;
            Interlocked.Add(ref s_slabBytes, (long)slab->RangeSize + slab->DecommittedEntryBytes);
            if (slab->DecommittedEntryBytes != 0)
            {
                slab->DecommittedEntryBytes = 0;
                slab->FillMine();
            }
        }
    }

    /// <summary>Gives whole pages of entries and maps back. That the entries were used is remembered, so a late free is recognised all the same.</summary>
    private static void DecommitEntries(Slab* slab)
    {
        byte* start = EntryArea.PagesOf(slab, out nuint size);
        if (size == 0 || !CRuntime.DiscardedPagesAreZero)
        {
            return;
        }

        // First: whoever finds an entry that says nothing asks for it then.
        Volatile.Write(ref slab->LostEntries, slab->UsedCount);
        if (CRuntime.TryDiscardPages(start, size))
        {
            slab->DecommittedEntryBytes = (uint)size;

            // A free that was asleep all the while must not find the word that it has read. Golden ratio: the counts that come
            // are far from those that came before.
            slab->FirstReuse = (slab->FirstReuse + 1265) % EntryWord.ReuseCounts;
        }
    }

    /// <summary>Makes a slab.</summary>
    /// <param name="shape">The fields that depend on its size; the others are 0.</param>
    /// <param name="entries">Number of entries.</param>
    /// <returns>The slab; null: there is no memory.</returns>
    private static Slab* TryMake(in Slab shape, uint entries)
    {
        Enter();
        Slab* slab = TryMakeLocked(shape, entries);
        s_lock.Exit();
        return slab;
    }

    /// <summary>Makes a slab; the caller holds the lock. Everything that can fail comes before the first change.</summary>
    private static Slab* TryMakeLocked(in Slab shape, uint entries)
    {
        uint number = s_last + 1;
        nuint size = shape.RangeSize;
        if (number > LastNumber || !s_records.Ensure(number) || !SlotCache.CanHold(s_records.At(number)))
        {
            return null;
        }

        Entry* room = EntryArea.Propose(entries);
        byte* memory = room == null ? null : Chunks.Propose(size);
        if (memory == null)
        {
            return null;
        }

        if (PageMap.Ensure(memory, size) is not { } leaves)
        {
            Chunks.Rollback(memory);
            return null;
        }

        Slab* slab = Fill(number, shape, room, entries);
        slab->Base = memory;
        Chunks.Commit(memory, size);
        s_tableBytes += leaves;
        Interlocked.Add(ref s_slabBytes, (long)size);
        PageMap.Enter(memory, size, slab);
        Volatile.Write(ref s_last, number);
        return slab;
    }

    /// <summary>Fills a new record; the caller holds the lock, and publishes the number afterwards.</summary>
    private static Slab* Fill(uint number, in Slab shape, Entry* room, uint entries)
    {
        Slab* slab = s_records.At(number);
        *slab = shape;
        slab->Number = number;
        slab->Entries = room;
        slab->Canary = s_canaries.Of(number) | 0x0101010101010101;
        slab->FillMine();
        slab->StartOwned();
        s_tableBytes += EntryArea.Commit(room, entries, slab);
        return slab;
    }

    /// <summary>Marks a slab as decommitted, whose memory the system has by now.</summary>
    private static void CountDecommitted(Slab* slab)
    {
        slab->IsDecommitted = true;
        Interlocked.Add(ref s_slabBytes, -(long)slab->RangeSize - slab->DecommittedEntryBytes);
    }

    /// <summary>Takes the lock. In a child of a fork that found it held, the rests of the newest chunk and area are dropped.</summary>
    private static void Enter()
    {
        if (!s_lock.Enter())
        {
            Chunks.ResetAfterFork();
            EntryArea.ResetAfterFork();
        }
    }
}
