using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Counters: each thread writes its own, and a reader adds them up.</content>
internal unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: thread heaps. Owned: the counters of the calling thread's heap. Locked: the shared counters.

    /// <summary>Blocks freed by threads for whose heaps there was no memory. Written under the lock, read without it.</summary>
    private static BlockCounters s_others;

    /// <summary>Guards writes to <see cref="s_others"/>.</summary>
    private static ForkSafeLock s_othersLock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void CountFreed(in FoundBlock block, nuint countedBytes)
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
    public readonly BlockTotals Totals()
    {
        // Frees are added up before creations: so no free is counted whose creation is not.
        BlockTotals totals = default;
        ulong freedBytes = 0;
        totals.Reserved = SlabTable.ReservedBytes + SlotRings.ReservedBytes;
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
    public readonly void AddSince(ulong period, ref long blocks, ref long bytes)
    {
        s_others.AddSince(period, ref blocks, ref bytes);
        for (ThreadHeap* heap = ThreadHeaps.First; heap != null; heap = heap->NextHeap)
        {
            heap->Counters.AddSince(period, ref blocks, ref bytes);
        }
    }

    /// <summary>Counts a block as freed, on a thread for whose heap there was no memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountFreedSlow(ulong period, nuint countedBytes)
    {
        s_othersLock.Enter();
        s_others.CountFreed(period, countedBytes);
        s_othersLock.Exit();
    }
}
