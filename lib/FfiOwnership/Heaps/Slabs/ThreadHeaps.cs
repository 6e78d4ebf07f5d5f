using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The heaps of all threads, running and ended.</summary>
internal static unsafe class ThreadHeaps
{
    // SAFETY (whole file): permanent: heaps. Owned: a heap that the list has assigned to this thread, or whose thread has ended and
    // which this call has taken from the list. Unpublished: a new heap.

    /// <summary>Size of a cache line in bytes.</summary>
    private const nuint LineSize = 64;

    /// <summary>The most heaps of ended threads, and of idle ones, that a call looks at that needs a slab.</summary>
    private const int MaxGathered = 4;

    /// <summary>The most heaps of ended threads that <see cref="Tend"/> leaves, and of idle ones that it looks at.</summary>
    private const int MaxTended = 256;

    /// <summary>The most heaps of idle threads that are looked at under the lock at once.</summary>
    private const int LooksAtOnce = 16;

    /// <summary>The most heaps of idle threads that are claimed at once: their threads have to wait, should they wake up.</summary>
    private const int MaxClaimed = 4;

    /// <summary>Milliseconds after which a thread that has done nothing is taken for idle, and memory that nobody used for unused.</summary>
    private const uint Interval = 100;

    /// <summary>When <see cref="Tend"/> was due last, in milliseconds; wraps.</summary>
    private static uint s_tended;

    /// <summary>All heaps, by their first field.</summary>
    private static ThreadList s_list;

    /// <summary>The newest heap, linked to the older ones by <see cref="ThreadHeap.NextHeap"/>; null: there is none.</summary>
    public static ThreadHeap* First => (ThreadHeap*)s_list.First;

    /// <summary>Has each fork wait for the calls of all threads that have a heap.</summary>
    public static void GuardCalls() => s_list.GuardCalls();

    /// <summary>Assigns a heap to the calling thread: one that no thread holds, with what its last thread left in it, or a new one.</summary>
    /// <returns>Null if there is no memory.</returns>
    public static ThreadHeap* Acquire()
    {
        ThreadHeap* heap = (ThreadHeap*)s_list.Acquire();
        return heap != null ? heap : Make();
    }

    /// <summary>Leaves a heap's slots and slabs to others, and releases the heap for another thread.</summary>
    public static void Release(ThreadHeap* heap)
    {
        heap->LeaveAll();
        s_list.Release(&heap->Node);
    }

    /// <summary>Leaves the slots of threads that have ended without detaching, or seem idle, to others, on their behalf; a few for each call.</summary>
    /// <param name="mine">The calling thread's heap.</param>
    /// <returns>Whether there was such a thread.</returns>
    public static bool Gather(ThreadHeap* mine)
    {
        bool isAny = false;
        for (int i = 0; i < MaxGathered && TryReleaseEnded(mine); i++)
        {
            isAny = true;
        }

        return isAny || LeaveIdle(mine, MaxGathered) != 0;
    }

    /// <summary>Does what is due from time to time, at the first slow path after <see cref="Interval"/>: what nobody uses goes back to the system.</summary>
    /// <param name="mine">The calling thread's heap.</param>
    public static void Tend(ThreadHeap* mine)
    {
        LargeBlocks.ReleaseOverdue();
        uint now = (uint)Environment.TickCount64;
        uint last = Volatile.Read(ref s_tended);
        if ((int)(now - last) < (int)Interval || Interlocked.CompareExchange(ref s_tended, now, last) != last)
        {
            return;
        }

        mine->LeaveUnused();
        int ended = 0;
        while (ended < MaxTended && TryReleaseEnded(mine))
        {
            ended++;
        }

        for (int looks = 0; looks < MaxTended; looks += LooksAtOnce)
        {
            _ = LeaveIdle(mine, LooksAtOnce);
        }

        for (uint number = 0; number < SizeClass.Count; number++)
        {
            SlabPools.OfClass(number)->ReleaseOverdue(now, Interval);
        }
    }

    private static bool TryReleaseEnded(ThreadHeap* mine)
    {
        ThreadHeap* heap = (ThreadHeap*)s_list.AcquireEnded(&mine->Node);
        if (heap == null)
        {
            return false;
        }

        Release(heap);
        return true;
    }

    private static int LeaveIdle(ThreadHeap* mine, int looks)
    {
        ThreadNode** claimed = stackalloc ThreadNode*[MaxClaimed];
        int count = s_list.ClaimIdle(&mine->Node, &IsIdle, claimed, MaxClaimed, looks);

        // Those first whose threads may be waiting already.
        for (int i = 0; i < count; i++)
        {
            if (claimed[i]->IsInCall)
            {
                claimed[i]->EndClaim();
                claimed[i] = null;
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (claimed[i] != null)
            {
                ((ThreadHeap*)claimed[i])->LeaveAllOfIdle();
                claimed[i]->EndClaim();
            }
        }

        return count;
    }

    private static bool IsIdle(ThreadNode* node) => ((ThreadHeap*)node)->IsIdle((uint)Environment.TickCount64, Interval);

    /// <summary>Makes a heap for the calling thread.</summary>
    /// <returns>Null if there is no memory.</returns>
    private static ThreadHeap* Make()
    {
        nuint size = ((nuint)sizeof(ThreadHeap) + LineSize - 1) & ~(LineSize - 1);
        ThreadHeap* heap = (ThreadHeap*)TableMemory.Allocate(size, LineSize);
        if (heap != null)
        {
            heap->Start();
            s_list.Add(&heap->Node);
        }

        return heap;
    }
}
