using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <content>The queues of free slots: the shared one, which a lock guards, and one for each thread on the slab heap.</content>
internal static unsafe partial class HandleTable
{
    // SAFETY (whole file): permanent: slots. Locked: the shared queue. Owned: a thread's queue.

    /// <summary>Takes the lock. In a child of a fork that found the lock held, the shared queue may be half changed, so its slots are lost.</summary>
    private static void Enter()
    {
        if (!s_lock.Enter())
        {
            s_lost += s_free.Count;
            s_free = default;
        }
    }

    /// <summary>Takes a slot from the shared queue, or makes one.</summary>
    /// <returns>False if there is no memory or no index for one more.</returns>
    private static bool TryTakeShared(out uint index)
    {
        index = 0;
        Enter();
        bool isTaken = s_free.Count != 0 || TryExtend(ref s_free, 1);
        if (isTaken)
        {
            index = Pop(ref s_free);
        }

        s_lock.Exit();
        return isTaken;
    }

    /// <summary>Fills an empty queue of the calling thread from the shared queue, or with new slots if that is empty.</summary>
    /// <returns>False if there is no slot.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Refill(ref IndexQueue queue)
    {
        Enter();
        while (queue.Count < Batch && s_free.Count != 0)
        {
            Push(ref queue, Pop(ref s_free));
        }

        bool isFilled = queue.Count != 0 || TryExtend(ref queue, Batch);
        s_lock.Exit();
        return isFilled;
    }

    /// <summary>Adds up to a number of new slots to a queue. The caller holds the lock.</summary>
    /// <returns>Whether the queue has a slot.</returns>
    private static bool TryExtend(ref IndexQueue queue, uint count)
    {
        for (; count != 0 && s_last < HandleCodec.LastIndex && s_slots.Ensure(s_last + 1); count--)
        {
            Volatile.Write(ref s_last, s_last + 1);
            Push(ref queue, s_last);
        }

        return queue.Count != 0;
    }

    /// <summary>Puts a free slot into the shared queue.</summary>
    private static void PutBackShared(uint index)
    {
        Enter();
        Push(ref s_free, index);
        s_lock.Exit();
    }

    /// <summary>Moves a batch of slots from a queue of the calling thread to the shared queue.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PutBackBatch(ref IndexQueue queue)
    {
        Enter();
        for (uint i = 0; i < Batch; i++)
        {
            Push(ref s_free, Pop(ref queue));
        }

        s_lock.Exit();
    }

    /// <summary>Takes the first slot of a queue that is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pop(ref IndexQueue queue)
    {
        uint index = queue.Oldest;
        queue.Oldest = s_slots.At(index)->TypeOrNext;
        queue.Count--;
        return index;
    }

    /// <summary>Adds a slot at the end of a queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Push(ref IndexQueue queue, uint index)
    {
        if (queue.Count != 0)
        {
            // Release: a thread that reads this field as the type of the slot's former handle, and gets a link instead, must then
            // also see that the slot's word has changed.
            Volatile.Write(ref s_slots.At(queue.Youngest)->TypeOrNext, index);
        }
        else
        {
            queue.Oldest = index;
        }

        queue.Youngest = index;
        queue.Count++;
    }

    /// <summary>Counts borrows taken, or returned if the number is negative, by a thread without a state of its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountBorrowsSlow(int number) => Interlocked.Add(ref s_borrows, number);
}
