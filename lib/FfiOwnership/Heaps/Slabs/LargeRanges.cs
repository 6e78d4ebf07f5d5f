using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>Ranges of addresses for large blocks: cut from chunks, or, beyond a size, asked for alone. They go back to the system.</summary>
/// <remarks>
/// Each range that is asked for alone, and each chunk, has an unused unit of 64 KiB at its end, so that a write past its last block
/// reaches nobody's memory. Memory is asked for and given back outside of the lock.
/// </remarks>
internal static unsafe class LargeRanges
{
    // SAFETY (whole file): locked: chunks and their lists. Unpublished: a chunk that is in no list. Owned: a range that was taken.

    /// <summary>Number of units in the largest range that is cut from a chunk.</summary>
    private const int LargestCut = 18;

    /// <summary>Guards the chunks and all that is static here.</summary>
    private static ForkSafeLock s_lock;

    /// <summary>For each number of units up to <see cref="LargestCut"/>, the chunks whose longest free run has that many, or more in the last list.</summary>
    private static Lists s_lists;

    /// <summary>Number of chunks without a range. One stays, so that a single block that comes and goes asks for no chunk.</summary>
    private static uint s_emptyCount;

    /// <summary>Takes a range. Its contents are undefined.</summary>
    /// <param name="largeSize">The number of its size.</param>
    /// <param name="chunk">The chunk that it was cut from; null: none.</param>
    /// <returns>The range, to be given back by <see cref="Return"/>; null: there is no memory.</returns>
    public static byte* TryTake(uint largeSize, out LargeChunk* chunk)
    {
        nuint size = LargeSize.Bytes(largeSize);
        int units = UnitsOf(largeSize);
        chunk = null;
        if (units > LargestCut)
        {
            return Ask(size, LargeSize.IsMovable(size) ? LargeSize.MovablePart : SizeClass.Unit);
        }

        Enter();
        byte* start = TryCut(units, out chunk);
        s_lock.Exit();
        if (start != null)
        {
            return start;
        }

        // Two threads may make a chunk each; the ranges of both are used.
        chunk = TryMakeChunk();
        if (chunk == null)
        {
            return null;
        }

        Enter();
        start = chunk->Cut(units);
        Link(chunk);
        s_lock.Exit();
        return start;
    }

    /// <summary>Gives a range back. Its memory goes at once, its addresses with it or with its chunk.</summary>
    /// <param name="start">The range, which the page map leads to no more.</param>
    /// <param name="largeSize">The number of its size.</param>
    /// <param name="chunk">The chunk that it was cut from; null: none.</param>
    public static void Return(byte* start, uint largeSize, LargeChunk* chunk)
    {
        // The C library may keep what it gets back, so the memory goes first. If the system refuses, it stays with the addresses.
        _ = CRuntime.TryDiscardPages(start, LargeSize.Bytes(largeSize));
        if (chunk == null)
        {
            CRuntime.Free(start);
            return;
        }

        Enter();
        Unlink(chunk);
        chunk->Put(start, UnitsOf(largeSize));
        bool isSurplus = chunk->IsEmpty && s_emptyCount != 0;
        if (!isSurplus)
        {
            Link(chunk);
        }

        s_lock.Exit();
        if (isSurplus)
        {
            CRuntime.Free(chunk->Base);
            CRuntime.Free(chunk);
        }
    }

    private static int UnitsOf(uint largeSize) => (int)nuint.Min(LargeSize.Bytes(largeSize) / SizeClass.Unit, LargeChunk.Units);

    private static byte* TryCut(int units, out LargeChunk* chunk)
    {
        chunk = null;
        for (int run = units; run <= LargestCut; run++)
        {
            chunk = (LargeChunk*)s_lists[run];
            if (chunk != null)
            {
                Unlink(chunk);
                byte* start = chunk->Cut(units);
                Link(chunk);
                return start;
            }
        }

        return null;
    }

    private static LargeChunk* TryMakeChunk()
    {
        LargeChunk* chunk = (LargeChunk*)CRuntime.AllocateTable(1, (nuint)sizeof(LargeChunk));
        byte* memory = chunk == null ? null : Ask(LargeChunk.Units * SizeClass.Unit, SizeClass.Unit);
        if (memory == null)
        {
            CRuntime.Free(chunk);
            return null;
        }

        *chunk = new LargeChunk { Base = memory, Free = ulong.MaxValue };
        return chunk;
    }

    private static byte* Ask(nuint size, nuint alignment) => (byte*)CRuntime.TryAllocate(size + SizeClass.Unit, alignment, zeroed: false);

    private static void Link(LargeChunk* chunk)
    {
        ref nuint list = ref s_lists[chunk->LongestRun(LargestCut)];
        LargeChunk* first = (LargeChunk*)list;
        chunk->Next = first;
        chunk->Previous = null;
        if (first != null)
        {
            first->Previous = chunk;
        }

        list = (nuint)chunk;
        s_emptyCount += chunk->IsEmpty ? 1u : 0;
    }

    private static void Unlink(LargeChunk* chunk)
    {
        if (chunk->Previous != null)
        {
            chunk->Previous->Next = chunk->Next;
        }
        else
        {
            s_lists[chunk->LongestRun(LargestCut)] = (nuint)chunk->Next;
        }

        if (chunk->Next != null)
        {
            chunk->Next->Previous = chunk->Previous;
        }

        s_emptyCount -= chunk->IsEmpty ? 1u : 0;
    }

    /// <summary>Takes the lock. In a child of a fork that found it held, the lists may be half changed, so they are dropped.</summary>
    private static void Enter()
    {
        if (!s_lock.Enter())
        {
            s_lists = default;
            s_emptyCount = 0;
        }
    }

    /// <summary>The first chunk of each list.</summary>
    [InlineArray(LargestCut + 1)]
    private struct Lists
    {
        private nuint _first;
    }
}
