namespace FfiOwnership.Heaps.Slabs;

/// <summary>How much memory slabs without a block may keep, of all classes or of all large sizes together; the rest goes back to the system.</summary>
/// <remarks>
/// To give memory back and to fault it in again costs more than all other work on it. So what comes and goes in bursts is kept,
/// up to a size that nobody misses. Large blocks have a budget of their own, since each waits behind others before it is used
/// again: a single buffer of a megabyte that comes and goes takes nine of them in turn.
/// </remarks>
internal unsafe struct EmptySlabBudget(long most)
{
    // SAFETY (whole file): permanent: records. A slab is its caller's alone, or guarded by the lock of the pool it is in.

    /// <summary>The budget of slabs that are divided into slots.</summary>
    public static EmptySlabBudget OfClasses = new(4 << 20);

    /// <summary>The budget of large blocks' slabs.</summary>
    public static EmptySlabBudget OfLarge = new(16 << 20);

    private readonly long _most = most;
    private long _bytes;

    /// <summary>Whether a slab without a block may keep its memory.</summary>
    /// <param name="slab">The slab.</param>
    /// <param name="isAlone">It is the only one of its kind: it may, however much the others hold, so that a single block at the edge
    /// does not send memory back and forth.</param>
    public bool TryKeep(Slab* slab, bool isAlone)
    {
        long size = (long)slab->RangeSize;
        slab->IsKept = Interlocked.Add(ref _bytes, size) <= _most || isAlone;
        if (!slab->IsKept)
        {
            Interlocked.Add(ref _bytes, -size);
        }

        return slab->IsKept;
    }

    /// <summary>Whether a slab could keep its memory if no other did.</summary>
    public readonly bool HasRoomFor(Slab* slab) => (long)slab->RangeSize <= _most;

    /// <summary>Notes that a slab without a block is about to be used again.</summary>
    public void Release(Slab* slab)
    {
        if (slab->IsKept)
        {
            slab->IsKept = false;
            Interlocked.Add(ref _bytes, -(long)slab->RangeSize);
        }
    }
}
