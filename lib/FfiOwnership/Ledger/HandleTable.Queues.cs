using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <content>The queues of free slots: the shared one, under its lock, and what goes between it and those of the threads.</content>
internal static unsafe partial class HandleTable
{
    // SAFETY (whole file): permanent: slots. Locked: the shared queue. Owned: a thread's queue.

    // In a child of fork the lock may have been held by a thread that is not there: what is free then is forgotten.
    private static void Enter()
    {
        if (!s_lock.Enter())
        {
            s_lost += s_free.Count;
            s_free = default;
        }
    }

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

    // Hands out indices that were never used; under the lock.
    private static bool TryExtend(ref IndexQueue queue, uint count)
    {
        for (; count != 0 && s_last < HandleCodec.LastIndex && s_slots.Ensure(s_last + 1); count--)
        {
            Volatile.Write(ref s_last, s_last + 1);
            Push(ref queue, s_last);
        }

        return queue.Count != 0;
    }

    private static void PutBackShared(uint index)
    {
        Enter();
        Push(ref s_free, index);
        s_lock.Exit();
    }

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pop(ref IndexQueue queue)
    {
        uint index = queue.Oldest;
        queue.Oldest = s_slots.At(index)->TypeOrNext;
        queue.Count--;
        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Push(ref IndexQueue queue, uint index)
    {
        if (queue.Count != 0)
        {
            // Release: a thread that still reads this field as the type of the handle that was here, and finds a link, then finds the
            // word moved on, too.
            Volatile.Write(ref s_slots.At(queue.Youngest)->TypeOrNext, index);
        }
        else
        {
            queue.Oldest = index;
        }

        queue.Youngest = index;
        queue.Count++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountBorrowsSlow(int number) => Interlocked.Add(ref s_borrows, number);
}
