using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The ranges of addresses that slabs are cut from. They are never freed; only their memory is decommitted.</summary>
/// <remarks>
/// The last 64 KiB of each chunk stay unused, so that a write past its last slab reaches neither records nor entries.
/// The caller of any member holds the lock of the <see cref="SlabTable"/>.
/// </remarks>
internal static unsafe class Chunks
{
    // SAFETY (whole file): locked: the newest chunk, from cursor to end. Unpublished: a range between Propose and Commit or Rollback.

    /// <summary>Size of the first chunk in bytes; each further one is twice as large.</summary>
    private const nuint FirstChunk = 32 * SizeClass.Unit;

    /// <summary>Size in bytes at which chunks stop growing.</summary>
    private const nuint LargestChunk = 512 * SizeClass.Unit;

    /// <summary>The first unused address of the newest chunk; null: there is no chunk.</summary>
    private static byte* s_cursor;

    /// <summary>The end of the newest chunk's usable addresses; null: there is no chunk.</summary>
    private static byte* s_end;

    /// <summary>Size of the next chunk in bytes.</summary>
    private static nuint s_next = FirstChunk;

    /// <summary>Finds addresses for a slab: in the newest chunk, in a new one, or, for a slab too large for a chunk, in a range of its own.</summary>
    /// <returns>The addresses, which must be committed or rolled back before the next call; null: there are none.</returns>
    public static byte* Propose(nuint size)
    {
        if (size > (nuint)(s_end - s_cursor))
        {
            // A slab that would waste much of a chunk, or is larger than the next one, gets a range of its own. Otherwise the rest
            // of the old chunk is given up; it was never touched, so it costs addresses and no memory.
            if (size > LargestChunk / 8 || size > s_next)
            {
                return Ask(size);
            }

            byte* chunk = Ask(s_next);
            if (chunk == null)
            {
                return null;
            }

            s_cursor = chunk;
            s_end = chunk + s_next;
            s_next = nuint.Min(2 * s_next, LargestChunk);
        }

        return s_cursor;
    }

    /// <summary>Takes the addresses that <see cref="Propose"/> has found.</summary>
    public static void Commit(byte* found, nuint size)
    {
        if (found == s_cursor)
        {
            s_cursor += size;
        }
    }

    /// <summary>Returns the addresses that <see cref="Propose"/> has found.</summary>
    public static void Rollback(byte* found)
    {
        if (found != s_cursor)
        {
            CRuntime.Free(found);
        }
    }

    /// <summary>Drops the rest of the newest chunk, after a fork: it may have been half changed.</summary>
    public static void ResetAfterFork() => s_cursor = s_end = null;

    /// <summary>Asks the system for a range of addresses and the unused 64 KiB behind it.</summary>
    private static byte* Ask(nuint size) => (byte*)CRuntime.TryAllocate(size + SizeClass.Unit, SizeClass.Unit, zeroed: false);
}
