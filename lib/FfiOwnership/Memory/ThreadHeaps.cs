using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <summary>The heaps of all threads, those that live and those that have ended.</summary>
internal static unsafe class ThreadHeaps
{
    // SAFETY (whole file): for ever: records. Locked: who has which.

    private const nuint LineSize = 64;

    private static ColdLock s_lock;
    private static ThreadHeap* s_first;

    /// <summary>The youngest record; the others follow by <see cref="ThreadHeap.NextHeap"/>.</summary>
    public static ThreadHeap* First => s_first;

    /// <summary>Hands out a record to the calling thread: one that nobody has, with whatever slabs its last thread left in it, or a new one.</summary>
    /// <returns>Null if there is no memory.</returns>
    public static ThreadHeap* Take()
    {
        s_lock.Enter();
        ThreadHeap* heap = s_first;
        while (heap != null && heap->IsUsed && !heap->Watch.HasEnded())
        {
            heap = heap->NextHeap;
        }

        heap = heap != null ? heap : Make();
        if (heap != null)
        {
            heap->IsUsed = true;
        }

        s_lock.Exit();
        return heap;
    }

    /// <summary>Takes a record back from its thread.</summary>
    public static void Give(ThreadHeap* heap)
    {
        heap->GiveAll();
        s_lock.Enter();
        heap->IsUsed = false;
        s_lock.Exit();
    }

    /// <summary>Gives away the slabs of threads that have ended without a word.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool GatherEnded()
    {
        bool any = false;
        s_lock.Enter();
        for (ThreadHeap* heap = s_first; heap != null; heap = heap->NextHeap)
        {
            if (heap->IsUsed && heap->Watch.HasEnded())
            {
                heap->GiveAll();
                heap->IsUsed = false;
                any = true;
            }
        }

        s_lock.Exit();
        return any;
    }

    private static ThreadHeap* Make()
    {
        nuint size = ((nuint)sizeof(ThreadHeap) + LineSize - 1) & ~(LineSize - 1);
        ThreadHeap* heap = (ThreadHeap*)CRuntime.Allocate(size, LineSize, zeroed: true);
        if (heap != null)
        {
            heap->Start();
            heap->NextHeap = s_first;
            s_first = heap;
        }

        return heap;
    }
}
