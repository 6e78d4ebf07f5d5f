namespace FfiOwnership.Memory;

/// <content>Counting. Each thread counts for itself; a reader adds up.</content>
internal sealed unsafe partial class SlabHeap
{
    // What threads freed that had no memory left for a heap.
    private static ulong s_freed;
    private static ulong s_freedBytes;

    /// <summary>Counts a block freed by the calling thread.</summary>
    public static void CountFreed(ThreadHeap* heap, nuint size)
    {
        if (heap != null)
        {
            heap->Freed++;
            heap->FreedBytes += size;
        }
        else
        {
            Interlocked.Increment(ref s_freed);
            Interlocked.Add(ref s_freedBytes, size);
        }
    }

    /// <inheritdoc/>
    public override HeapTotals Totals()
    {
        // All that was freed is added up before all that was created: so nothing is seen freed that was not seen created.
        HeapTotals totals = default;
        totals.Freed = Volatile.Read(ref s_freed);
        ulong freedBytes = Volatile.Read(ref s_freedBytes);
        totals.Reserved = SlabTable.ReservedBytes;
        for (ThreadHeap* heap = ThreadHeaps.First; heap != null; heap = heap->NextHeap)
        {
            totals.Freed += Volatile.Read(ref heap->Freed);
            freedBytes += Volatile.Read(ref heap->FreedBytes);
            totals.Reserved += (ulong)sizeof(ThreadHeap);
        }

        ulong createdBytes = 0;
        for (ThreadHeap* heap = ThreadHeaps.First; heap != null; heap = heap->NextHeap)
        {
            totals.Created += Volatile.Read(ref heap->Created);
            createdBytes += Volatile.Read(ref heap->CreatedBytes);
        }

        totals.Bytes = createdBytes - freedBytes;
        return totals;
    }
}
