using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The slots of all handles. A slot is reused for another handle, with the next generation, until it has no more generations.</summary>
/// <remarks>
/// Each thread on the slab heap has a queue of free slots, of fewer than two times <see cref="Batch"/>, so that issuing and ending
/// handles usually takes no lock. All other free slots are in one shared queue. Queues are first in, first out, so that the
/// generations of all slots are used up evenly.
/// <code>
/// live or closing handles = slots made - slots in queues - retired slots - slots lost by a fork
/// </code>
/// </remarks>
internal static unsafe partial class HandleTable
{
    // SAFETY (whole file): permanent: slots. Locked: the shared queue. Owned: the calling thread's state. Unpublished: a slot that was
    // taken. Held: a dying slot.

    /// <summary>Number of slots that move at once between the shared queue and a thread's queue.</summary>
    private const uint Batch = 64;

    /// <summary>The slots, indexed from 1 on.</summary>
    private static SegmentedTable<HandleSlot> s_slots;

    /// <summary>Guards <see cref="s_free"/>, <see cref="s_last"/> and <see cref="s_lost"/>.</summary>
    private static ForkSafeLock s_lock;

    /// <summary>The shared queue of free slots.</summary>
    private static IndexQueue s_free;

    /// <summary>Index of the newest slot; 0: there is none. Written under the lock, read without it.</summary>
    private static uint s_last;

    /// <summary>Number of slots whose generations are used up. Written by any thread, atomically.</summary>
    private static uint s_retired;

    /// <summary>Number of free slots that no queue leads to, because a fork found the shared queue locked.</summary>
    private static uint s_lost;

    /// <summary>Borrows taken less borrows returned, by threads without a state of their own. Written by any thread, atomically.</summary>
    private static long s_borrows;

    /// <summary>Size of the table in bytes.</summary>
    public static ulong ReservedBytes => s_slots.ReservedBytes;

    /// <summary>Number of slots made so far; they have the indices from 1 to this.</summary>
    public static uint Count => Volatile.Read(ref s_last);

    /// <summary>Number of handles that are live or closing. Exact while no other thread is at work.</summary>
    public static uint LiveHandles()
    {
        // Every slot that is in no queue, not retired and not lost has a handle.
        Enter();
        long live = (long)s_last - s_free.Count - s_retired - s_lost;
        s_lock.Exit();
        for (ThreadState* thread = ThreadState.Next(null); thread != null; thread = ThreadState.Next(thread))
        {
            live -= Volatile.Read(ref thread->HandleSlots.Count);
        }

        return (uint)long.Max(live, 0);
    }

    /// <summary>Number of borrows that are out. Exact while no other thread is at work.</summary>
    public static ulong LiveBorrows()
    {
        long borrows = Volatile.Read(ref s_borrows);
        for (ThreadState* thread = ThreadState.Next(null); thread != null; thread = ThreadState.Next(thread))
        {
            borrows += Volatile.Read(ref thread->Borrows);
        }

        return (ulong)long.Max(borrows, 0);
    }

    /// <summary>Counts borrows that the calling thread has taken or returned.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="number">Borrows taken; negative: returned.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountBorrows(ThreadState* mine, int number)
    {
        if (mine != null)
        {
            mine->Borrows += number;
        }
        else
        {
            CountBorrowsSlow(number);
        }
    }

    /// <summary>Where the slots are, see <see cref="SegmentedTable{T}.Origins"/>.</summary>
    public static void* Origins => s_slots.Origins;

    /// <summary>Where <see cref="Count"/> is.</summary>
    public static uint* CountAddress => (uint*)Unsafe.AsPointer(ref s_last);

    /// <summary>The slot at an index from 1 to <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HandleSlot* At(uint index) => s_slots.At(index);

    /// <summary>Takes a free slot, for a handle that is about to be issued.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="index">Index of the slot; 0 on failure.</param>
    /// <returns>False if there is no memory or no index for one more; <see cref="NoSlot"/> says which.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(ThreadState* mine, out uint index)
    {
        if (mine == null)
        {
            return TryTakeShared(out index);
        }

        if (mine->HandleSlots.Count == 0 && !Refill(ref mine->HandleSlots))
        {
            index = 0;
            return false;
        }

        index = Pop(ref mine->HandleSlots);
        return true;
    }

    /// <summary>Fills in the failure of <see cref="TryTake"/>.</summary>
    public static Status NoSlot(ref Failure failure) => Count == HandleCodec.LastIndex
        ? failure.Set(Status.Limit, "67108863 handles are live; there is room for no more"u8)
        : failure.OutOfMemory((nuint)sizeof(HandleSlot));

    /// <summary>Puts a free slot into a queue: its handle has ended, or it was taken and no handle was issued.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="index">Index of the slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutBack(ThreadState* mine, uint index)
    {
        if (mine == null)
        {
            PutBackShared(index);
            return;
        }

        Push(ref mine->HandleSlots, index);
        if (mine->HandleSlots.Count == 2 * Batch)
        {
            PutBackBatch(ref mine->HandleSlots);
        }
    }

    /// <summary>Issues the handle of a taken slot, with one reference. Cannot fail.</summary>
    /// <param name="index">Index of the slot.</param>
    /// <param name="pointer">The block, or the adopted payload.</param>
    /// <param name="size">The bytes that a borrow lends.</param>
    /// <param name="entry">Number of the block's entry, or of the adoption record's.</param>
    /// <param name="type">The block's type.</param>
    /// <param name="note">The link that the block's entry had while it was caller-owned; see <see cref="HandleSlot.Note"/>.</param>
    /// <returns>The handle.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Issue(uint index, void* pointer, nuint size, uint entry, uint type, uint note = 0)
    {
        HandleSlot* slot = s_slots.At(index);
        uint generation = slot->Word.Generation;
        slot->Pointer = pointer;
        slot->SetSize(size, note);
        slot->Entry = entry;
        slot->TypeOrNext = type;
        slot->Store(HandleWord.Of(HandleState.Live, generation, 1, 0));
        return HandleCodec.Encode(index, generation);
    }

    /// <summary>Ends the handle of a dying slot: from now on its value is stale. The slot becomes free, or retires.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="index">Its index.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End(ThreadState* mine, HandleSlot* slot, uint index)
    {
        if (slot->Word.Borrows != 0)
        {
            // The last return of a closing handle ends it while its borrow is still counted in the word.
            CountBorrows(mine, -1);
        }

        if (TryMoveOn(slot))
        {
            PutBack(mine, index);
        }
    }

    // The slot of an ended handle goes on to its next generation. False: it had its last one, and retires.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryMoveOn(HandleSlot* slot)
    {
        uint generation = slot->Word.Generation;
        slot->Pointer = null;
        if (generation == HandleWord.LastGeneration)
        {
            Interlocked.Increment(ref s_retired);
            slot->Store(HandleWord.Of(HandleState.Retired, generation, 0, 0));
            return false;
        }

        slot->Store(HandleWord.Of(HandleState.Free, generation + 1, 0, 0));
        return true;
    }
}
