using System.Runtime.CompilerServices;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <summary>What the ledger keeps for a thread on the slab heap, in the room that the thread's heap has for it.</summary>
/// <remarks>At most <see cref="ThreadHeap.RoomSize"/> bytes, touched by its thread only. A thread that takes a record over takes all of it over.</remarks>
internal unsafe struct ThreadState
{
    // SAFETY (whole type): owned: the calling thread's. Permanent: the records of threads, when others read the counters.

    /// <summary>Free slots of handles, for this thread's next ones.</summary>
    public IndexQueue HandleSlots;

    /// <summary>Borrows taken by this thread less those that it returned; below 0 if it returned other threads'.</summary>
    public long Borrows;

    /// <summary>The next number that this thread gives a vec.</summary>
    public ulong NextVecNumber;

    /// <summary>How many numbers it has left before it must take more.</summary>
    public ulong VecNumbersLeft;

    /// <summary>Blocks that this thread has freed and will put into the quarantine together.</summary>
    public QuarantineBatch Gathered;

    /// <summary>The calling thread's; null if it has made no block yet, or on the system heap, which keeps nothing for a thread.</summary>
    public static ThreadState* Mine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ThreadHeap* heap = ThreadHeap.Fast;
            return heap == null ? null : (ThreadState*)heap->Room;
        }
    }

    /// <summary>The next one of all threads that had one.</summary>
    /// <param name="previous">The one visited last; null to begin.</param>
    /// <returns>Null at the end.</returns>
    public static ThreadState* Next(ThreadState* previous)
    {
        ThreadHeap* heap = previous == null ? ThreadHeaps.First : ThreadHeap.OfRoom(previous)->NextHeap;
        return heap == null ? null : (ThreadState*)heap->Room;
    }
}
