using System.Diagnostics.CodeAnalysis;

namespace FfiOwnership.Platform;

/// <summary>The few functions of the C runtime that the library stands on; the only place that knows which one it is.</summary>
/// <remarks>
/// <c>NativeMemory</c> is not used because it answers a lack of memory with an exception, allocated on the GC heap at the
/// worst moment; these functions answer with null. Interposed allocators (Valgrind's, ASan's, a test's) are honoured.
/// </remarks>
internal static unsafe partial class CRuntime
{
    /// <summary>The alignment that every block has at least: <c>alignof(max_align_t)</c>.</summary>
    public const nuint DefaultAlignment = 16;

    /// <summary>Asks the C runtime for memory.</summary>
    /// <param name="size">Bytes; 0 is treated as 1, so that every block has an address of its own.</param>
    /// <param name="alignment">A power of two.</param>
    /// <param name="zeroed">Whether the bytes are to be zero; they are undefined otherwise.</param>
    /// <returns>The memory, to be given to <see cref="Free"/>; null if there is none.</returns>
    public static void* Allocate(nuint size, nuint alignment, bool zeroed)
    {
        size = nuint.Max(size, 1);
        if (OperatingSystem.IsWindows())
        {
            void* aligned = Windows.AlignedMalloc(size, nuint.Max(alignment, DefaultAlignment));
            return Cleared(aligned, size, zeroed);
        }

        if (alignment <= DefaultAlignment)
        {
            return zeroed ? Unix.Calloc(1, size) : Unix.Malloc(size);
        }

        void* memory = null;
        return Unix.PosixMemalign(&memory, alignment, size) == 0 ? Cleared(memory, size, zeroed) : null;
    }

    /// <summary>Zeroed memory for a table of the library's own; null if there is none.</summary>
    public static void* AllocateTable(nuint count, nuint elementSize) => Allocate(count * elementSize, DefaultAlignment, zeroed: true);

    /// <summary>Zeroed memory for a large table that is never freed; null if there is none. What is not touched takes no memory.</summary>
    public static void* AllocateForEver(nuint size) => OperatingSystem.IsWindows() ? Windows.AllocatePages(size) : Unix.Calloc(1, size);

    /// <summary>Gives memory back that <see cref="Allocate"/> handed out; null is a no-op.</summary>
    public static void Free(void* memory)
    {
        if (OperatingSystem.IsWindows())
        {
            Windows.AlignedFree(memory);
        }
        else
        {
            Unix.Free(memory);
        }
    }

    /// <summary>Whether pages that <see cref="TryDiscardPages"/> has discarded read as zero afterwards.</summary>
    public static bool DiscardedPagesAreZero => OperatingSystem.IsLinux();

    /// <summary>Gives the memory of whole pages back to the system, but not their addresses: touched again, they get new memory.</summary>
    /// <param name="memory">The start of a page.</param>
    /// <param name="size">Bytes, whole pages. What stood in them is lost.</param>
    /// <returns>False if the system refuses, as it does for pages that are locked in memory: then all stands as it did.</returns>
    public static bool TryDiscardPages(void* memory, nuint size)
    {
        if (OperatingSystem.IsWindows())
        {
            return Windows.TryResetPages(memory, size);
        }

        const int dontNeed = 4; // MADV_DONTNEED, the same number on Linux and macOS
        return Unix.Madvise(memory, size, dontNeed) == 0;
    }

    /// <summary>The length of a NUL-terminated text, by the runtime's own <c>strlen</c>, which memory checkers know and watch.</summary>
    public static nuint Length(byte* text)
    {
        CallersMemory.Touch(text);
        return OperatingSystem.IsWindows() ? Windows.Strlen(text) : Unix.Strlen(text);
    }

    /// <summary>Writes to standard error, unbuffered; what cannot be written is lost.</summary>
    public static void WriteError(ReadOnlySpan<byte> text)
    {
        // SAFETY: the span stays fixed while the system reads it.
        fixed (byte* start = text)
        {
            byte* at = start;
            byte* end = start + text.Length;
            while (at < end)
            {
                nint written = OperatingSystem.IsWindows() ? Windows.WriteError(at, (uint)(end - at)) : Unix.Write(2, at, (nuint)(end - at));
                if (written <= 0)
                {
                    return;
                }

                at += written;
            }
        }
    }

    /// <summary>Ends the process at once, the way <c>abort()</c> does.</summary>
    [DoesNotReturn]
    public static void Abort()
    {
        if (OperatingSystem.IsWindows())
        {
            Windows.Abort();
        }

        Unix.Abort();
    }

    private static void* Cleared(void* memory, nuint size, bool zeroed)
    {
        if (memory != null && zeroed)
        {
            System.Runtime.InteropServices.NativeMemory.Clear(memory, size);
        }

        return memory;
    }
}
