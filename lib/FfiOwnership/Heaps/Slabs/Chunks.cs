using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The address space that slabs are cut from. What was asked of the system is never given back, only its memory.</summary>
/// <remarks>
/// Behind each chunk's last slab 64 KiB are left alone, so that a write past it meets neither a record nor an entry.
/// All members are called with the lock of the <see cref="SlabTable"/>.
/// </remarks>
internal static unsafe class Chunks
{
    // SAFETY (whole file): locked: the present chunk, from cursor to end.

    private const nuint FirstChunk = 32 * SizeClass.Unit;
    private const nuint LargestChunk = 512 * SizeClass.Unit;

    private static byte* s_cursor;
    private static byte* s_end;
    private static nuint s_next = FirstChunk;

    /// <summary>Finds addresses for a slab.</summary>
    /// <returns>Null if there are none. What is found must be kept or dropped before the next is asked for.</returns>
    public static byte* Propose(nuint size)
    {
        if (size > (nuint)(s_end - s_cursor))
        {
            // What is left of the former chunk was never touched and is lost; much less is lost than a large slab takes. The
            // first chunks are smaller than some slabs.
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

    /// <summary>Keeps what was found.</summary>
    public static void Commit(byte* found, nuint size)
    {
        if (found == s_cursor)
        {
            s_cursor += size;
        }
    }

    /// <summary>Drops what was found.</summary>
    public static void Rollback(byte* found)
    {
        if (found != s_cursor)
        {
            CRuntime.Free(found);
        }
    }

    /// <summary>Forgets the present chunk.</summary>
    public static void ResetAfterFork() => s_cursor = s_end = null;

    private static byte* Ask(nuint size) => (byte*)CRuntime.Allocate(size + SizeClass.Unit, SizeClass.Unit, zeroed: false);
}
