namespace FfiOwnership.Memory;

/// <summary>How much memory slabs without a block may keep, of all classes and large sizes together; the rest goes back to the system.</summary>
/// <remarks>
/// To give memory back and to fault it in again costs more than all other work on it. So what comes and goes in bursts is kept,
/// up to a size that nobody misses.
/// </remarks>
internal static unsafe class KeptMemory
{
    private const long Most = 4 << 20;

    private static long s_bytes;

    /// <summary>Whether a slab without a block may keep its memory.</summary>
    /// <param name="slab">The slab.</param>
    /// <param name="isAlone">It is the only one of its kind: it may, however much the others hold, so that a single block at the edge
    /// does not send memory back and forth.</param>
    public static bool TryKeep(Slab* slab, bool isAlone)
    {
        // SAFETY: for ever: records.
        long size = (long)slab->RangeSize;
        if (Interlocked.Add(ref s_bytes, size) > Most && !isAlone)
        {
            Interlocked.Add(ref s_bytes, -size);
            return false;
        }

        return true;
    }

    /// <summary>Notes that a slab which kept its memory is about to be used again.</summary>
    // SAFETY: for ever: records.
    public static void Release(Slab* slab) => Interlocked.Add(ref s_bytes, -(long)slab->RangeSize);
}
