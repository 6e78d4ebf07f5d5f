using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Counting. Each thread counts for itself; a reader adds up.</content>
internal readonly unsafe partial struct SlabHeap
{
    // SAFETY (whole file): for ever: the records of threads. Locked: what is counted for threads without one.

    // What threads freed that had no memory left for a heap.
    private static BlockCounters s_others;
    private static ForkSafeLock s_othersLock;

    /// <summary>Has forks wait for what is counted for threads without a heap.</summary>
    public static void JoinForkGate() => ForkGate.Add(ref s_othersLock);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountFreed(in FoundBlock block, nuint countedBytes)
    {
        ThreadHeap* thread = OwnThread;
        if (thread != null)
        {
            thread->Counters.CountFreed(block.Info.Period, countedBytes);
        }
        else
        {
            CountFreedSlow(block.Info.Period, countedBytes);
        }
    }

    /// <inheritdoc/>
    public BlockTotals Totals()
    {
        // All that was freed is added up before all that was created: so nothing is seen freed that was not seen created.
        BlockTotals totals = default;
        ulong freedBytes = 0;
        totals.Reserved = SlabTable.ReservedBytes;
        s_others.AddFreed(ref totals.Freed, ref freedBytes);
        for (ThreadHeap* heap = ThreadHeaps.First; heap != null; heap = heap->NextHeap)
        {
            heap->Counters.AddFreed(ref totals.Freed, ref freedBytes);
            totals.Reserved += (ulong)sizeof(ThreadHeap);
        }

        ulong createdBytes = 0;
        for (ThreadHeap* heap = ThreadHeaps.First; heap != null; heap = heap->NextHeap)
        {
            heap->Counters.AddCreated(ref totals.Created, ref createdBytes);
        }

        totals.Bytes = createdBytes - freedBytes;
        return totals;
    }

    /// <inheritdoc/>
    public void AddSince(ulong period, ref long blocks, ref long bytes)
    {
        s_others.AddSince(period, ref blocks, ref bytes);
        for (ThreadHeap* heap = ThreadHeaps.First; heap != null; heap = heap->NextHeap)
        {
            heap->Counters.AddSince(period, ref blocks, ref bytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountFreedSlow(ulong period, nuint countedBytes)
    {
        s_othersLock.Enter();
        s_others.CountFreed(period, countedBytes);
        s_othersLock.Exit();
    }
}
