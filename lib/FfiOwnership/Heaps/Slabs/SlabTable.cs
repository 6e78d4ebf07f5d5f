using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>All slabs by their number, and the making of new ones.</summary>
/// <remarks>
/// Geometry is permanent: once a range of addresses is a slab of some size, it stays one. That is what makes a late second
/// free of anything a plain answer: a free that was delayed for an hour still finds the same slots and the same entries.
/// </remarks>
internal static unsafe class SlabTable
{
    // SAFETY (whole file): permanent: records. Locked: the making of slabs.

    /// <summary>An entry's number is its slab's, shifted by this, and its slot.</summary>
    public const int SlotBits = 12;

    /// <summary>The most slabs there can be.</summary>
    public const uint LastNumber = (1u << (32 - SlotBits)) - 1;

    private static SegmentedTable<Slab> s_records;
    private static ForkSafeLock s_lock;
    private static uint s_last;
    private static KeyedHash s_canaries;
    private static ulong s_tableBytes;
    private static long s_slabBytes;

    /// <summary>How many slabs there are: their numbers are 1 to this.</summary>
    public static uint Count => Volatile.Read(ref s_last);

    /// <summary>The bytes held from the system: slabs that have memory, entries, the page map, records.</summary>
    public static ulong ReservedBytes => Volatile.Read(ref s_tableBytes) + (ulong)Volatile.Read(ref s_slabBytes) + s_records.ReservedBytes;

    /// <summary>The slab with a number that exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slab* At(uint number) => s_records.At(number);

    /// <summary>Prepares the table; once.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        s_canaries = KeyedHash.New();
        s_tableBytes = PageMap.LevelBytes;
        ForkGate.Add(ref s_lock);
        return PageMap.TryStart();
    }

    /// <summary>Makes a slab of a size class.</summary>
    /// <returns>A slab that nobody has used, in no list, without owner but marked as owned; null if there is no memory.</returns>
    public static Slab* TryMake(uint sizeClass)
    {
        uint slotSize = SizeClass.SlotSize(sizeClass);
        nuint size = SizeClass.SlabSize(sizeClass);
        uint slots = (uint)(size / slotSize);
        Slab shape = new() { Reciprocal = SizeClass.Reciprocal(sizeClass), SlotSize = slotSize, SlotCount = slots, ClassNumber = sizeClass };
        return TryMake(shape, slots);
    }

    /// <summary>Makes a slab for one large block.</summary>
    /// <returns>As <see cref="TryMake(uint)"/>.</returns>
    public static Slab* TryMakeLarge(uint largeSize) => TryMake(new Slab { ClassNumber = largeSize }, 1);

    /// <summary>Gives the memory of a slab without blocks back to the system; its addresses stay.</summary>
    /// <returns>False if the system does not take it: it stays the slab's, with its content.</returns>
    public static bool TryDecommit(Slab* slab)
    {
        if (!CRuntime.TryDiscardPages(slab->Base, slab->RangeSize))
        {
            return false;
        }

        slab->IsDecommitted = true;
        Interlocked.Add(ref s_slabBytes, -(long)slab->RangeSize);
        return true;
    }

    /// <summary>Notes that a slab is about to be used again.</summary>
    public static void Recommit(Slab* slab)
    {
        if (slab->IsDecommitted)
        {
            slab->IsDecommitted = false;
            Interlocked.Add(ref s_slabBytes, (long)slab->RangeSize);
        }
    }

    private static Slab* TryMake(in Slab shape, uint entries)
    {
        if (!s_lock.Enter())
        {
            Chunks.ResetAfterFork();
            EntryArea.ResetAfterFork();
        }

        Slab* slab = TryMakeLocked(shape, entries);
        s_lock.Exit();
        return slab;
    }

    private static Slab* TryMakeLocked(in Slab shape, uint entries)
    {
        uint number = s_last + 1;
        nuint size = shape.RangeSize;
        if (number > LastNumber || !s_records.Ensure(number))
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

        Slab* slab = s_records.At(number);
        *slab = shape;
        slab->Number = number;
        slab->Base = memory;
        slab->Entries = room;
        slab->Canary = s_canaries.Of(number) | 0x0101010101010101;
        slab->StartOwned();
        Chunks.Commit(memory, size);
        s_tableBytes += leaves + EntryArea.Commit(room, entries, slab);
        Interlocked.Add(ref s_slabBytes, (long)size);
        PageMap.Enter(memory, size, slab);
        Volatile.Write(ref s_last, number);
        return slab;
    }
}
