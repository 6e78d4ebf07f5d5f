using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The heaps of all threads, those that live and those that have ended.</summary>
internal static unsafe class ThreadHeaps
{
    // SAFETY (whole file): permanent: records.

    private const nuint LineSize = 64;

    private static ThreadList s_list;

    /// <summary>The youngest record; the others follow by <see cref="ThreadHeap.NextHeap"/>.</summary>
    public static ThreadHeap* First => (ThreadHeap*)s_list.First;

    /// <summary>Has forks wait for the list.</summary>
    public static void JoinForkGate() => s_list.JoinForkGate();

    /// <summary>Hands out a record to the calling thread: one that nobody has, with whatever slabs its last thread left in it, or a new one.</summary>
    /// <returns>Null if there is no memory.</returns>
    public static ThreadHeap* Take()
    {
        ThreadHeap* heap = (ThreadHeap*)s_list.Take();
        return heap != null ? heap : Make();
    }

    /// <summary>Takes a record back from its thread.</summary>
    public static void Release(ThreadHeap* heap)
    {
        heap->AbandonAll();
        s_list.Give(&heap->Node);
    }

    /// <summary>Gives away the slabs of some threads that have ended without a word.</summary>
    /// <param name="mine">The calling thread's heap.</param>
    /// <returns>Whether there was one.</returns>
    public static bool GatherEnded(ThreadHeap* mine)
    {
        ThreadHeap* heap = (ThreadHeap*)s_list.TakeEnded(&mine->Node);
        if (heap == null)
        {
            return false;
        }

        Release(heap);
        return true;
    }

    private static ThreadHeap* Make()
    {
        nuint size = ((nuint)sizeof(ThreadHeap) + LineSize - 1) & ~(LineSize - 1);
        ThreadHeap* heap = (ThreadHeap*)CRuntime.Allocate(size, LineSize, zeroed: true);
        if (heap != null)
        {
            heap->Start();
            s_list.Add(&heap->Node);
        }

        return heap;
    }
}
