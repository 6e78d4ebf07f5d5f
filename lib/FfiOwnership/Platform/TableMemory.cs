using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>Memory for the library's own tables: none that a pointer of a caller may still lead to.</summary>
/// <remarks>
/// What the library gives back to the C library or the system, the next request may get again. If that is a table, a write through
/// an outdated pointer to a freed block changes the table. So memory that was a caller's is set aside and asked for again, and what was set
/// aside is freed when there is something better.
/// </remarks>
internal static unsafe class TableMemory
{
    // SAFETY (whole file): unpublished: memory that was asked for.

    private const int MaxTries = 32;

    /// <summary>Tries with the size that is needed; further ones ask for twice as much each, which comes from somewhere else.</summary>
    private const int TriesOfSameSize = 4;

    /// <summary>The size in bytes with which larger requests begin, and with which they end.</summary>
    private const nuint FirstLarger = 128 << 10;
    private const nuint LastLarger = 64 << 20;

    /// <summary>Says whether memory may hold a table; null: any may. Written once, while the library starts.</summary>
    private static delegate*<void*, nuint, bool> s_mayHold;

    /// <summary>Says who knows what memory was a caller's.</summary>
    public static void Watch(delegate*<void*, nuint, bool> mayHold) => s_mayHold = mayHold;

    /// <summary>Allocates zeroed memory for a table.</summary>
    /// <param name="size">Size in bytes.</param>
    /// <param name="alignment">Alignment in bytes; 0: the memory is large, and never freed.</param>
    /// <returns>The memory; null: there is none.</returns>
    public static void* Allocate(nuint size, nuint alignment)
    {
        void* memory = Ask(size, alignment);
        return memory == null || s_mayHold == null || s_mayHold(memory, size) ? memory : AllocateSlow(memory, size, alignment);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* AllocateSlow(void* memory, nuint size, nuint alignment)
    {
        void** aside = stackalloc void*[MaxTries];
        int count = 0;
        nuint larger = FirstLarger;
        while (memory != null && !s_mayHold(memory, size) && count < MaxTries)
        {
            aside[count++] = memory;
            larger = count > TriesOfSameSize ? nuint.Min(2 * larger, LastLarger) : larger;
            memory = Ask(count < TriesOfSameSize ? size : nuint.Max(size, larger), alignment);
        }

        if (memory != null && !s_mayHold(memory, size))
        {
            Free(memory, alignment);
            memory = null;
        }

        while (count != 0)
        {
            Free(aside[--count], alignment);
        }

        return memory;
    }

    private static void* Ask(nuint size, nuint alignment) => CRuntime.TryAllocate(size, alignment, zeroed: true);

    private static void Free(void* memory, nuint alignment)
    {
        if (alignment == 0)
        {
            CRuntime.FreeUnaligned(memory);
        }
        else
        {
            CRuntime.Free(memory);
        }
    }
}
