namespace FfiOwnership.Heaps.Slabs;

/// <summary>Limits the memory that slabs without a block keep, of all size classes together. Others are decommitted.</summary>
/// <remarks>
/// Decommitting memory and faulting it in again costs more than all other work on a slab. So slabs keep their memory up to a
/// limit, and for a moment, for programs whose blocks come and go in bursts. Large blocks have a budget of their own, <see cref="LargeBudget"/>.
/// </remarks>
/// <param name="maxBytes">The limit in bytes.</param>
internal unsafe struct EmptySlabBudget(long maxBytes)
{
    // SAFETY (whole file): permanent: records. Owned or locked: the slab.

    /// <summary>The budget of slabs that are divided into slots, of all size classes.</summary>
    public static EmptySlabBudget OfClasses = new(3 << 20);

    /// <summary>The limit in bytes. Never changes.</summary>
    private readonly long _maxBytes = maxBytes;

    /// <summary>Bytes of the slabs that keep their memory. Written by any thread, atomically.</summary>
    private long _bytes;

    /// <summary>Lets a slab without a block keep its memory, if the limit allows it, and counts the memory then.</summary>
    /// <param name="slab">The slab.</param>
    /// <returns>Whether it keeps its memory; see <see cref="Slab.IsKept"/>.</returns>
    public bool TryKeep(Slab* slab)
    {
        long size = SizeOf(slab);
        slab->IsKept = Interlocked.Add(ref _bytes, size) <= _maxBytes;
        if (!slab->IsKept)
        {
            Interlocked.Add(ref _bytes, -size);
        }

        return slab->IsKept;
    }

    /// <summary>Ends the count of a slab's memory: the slab is about to be used again, or decommitted.</summary>
    public void Release(Slab* slab)
    {
        if (slab->IsKept)
        {
            slab->IsKept = false;
            Interlocked.Add(ref _bytes, -SizeOf(slab));
        }
    }

    // With the entries, which go back together with the slots.
    private static long SizeOf(Slab* slab)
    {
        _ = EntryArea.PagesOf(slab, out nuint entries);
        return (long)(slab->RangeSize + entries);
    }
}
