using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The heaps of all threads, running and ended.</summary>
internal static unsafe class ThreadHeaps
{
    // SAFETY (whole file): permanent: heaps. Owned: a heap that the list has assigned to this thread, or whose thread has ended and
    // which this call has taken from the list. Unpublished: a new heap.

    /// <summary>Size of a cache line in bytes.</summary>
    private const nuint LineSize = 64;

    /// <summary>All heaps, by their first field.</summary>
    private static ThreadList s_list;

    /// <summary>The newest heap, linked to the older ones by <see cref="ThreadHeap.NextHeap"/>; null: there is none.</summary>
    public static ThreadHeap* First => (ThreadHeap*)s_list.First;

    /// <summary>Has each fork wait for the calls of all threads that have a heap.</summary>
    public static void GuardCalls() => s_list.GuardCalls();

    /// <summary>Assigns a heap to the calling thread: one that no thread holds, with the slabs that its last thread left in it, or a new one.</summary>
    /// <returns>Null if there is no memory.</returns>
    public static ThreadHeap* Acquire()
    {
        ThreadHeap* heap = (ThreadHeap*)s_list.Acquire();
        return heap != null ? heap : Make();
    }

    /// <summary>Abandons a heap's slabs and releases the heap for another thread.</summary>
    public static void Release(ThreadHeap* heap)
    {
        heap->AbandonAll();
        s_list.Release(&heap->Node);
    }

    /// <summary>Searches for a thread that has ended without detaching, and releases its heap.</summary>
    /// <param name="mine">The calling thread's heap.</param>
    /// <returns>Whether one was found.</returns>
    public static bool GatherEnded(ThreadHeap* mine)
    {
        ThreadHeap* heap = (ThreadHeap*)s_list.AcquireEnded(&mine->Node);
        if (heap == null)
        {
            return false;
        }

        Release(heap);
        return true;
    }

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
