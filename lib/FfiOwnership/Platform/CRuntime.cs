using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>The functions of the C runtime and the operating system that the library uses; the only code that knows which ones they are.</summary>
/// <remarks>
/// <see cref="NativeMemory"/> is not used for allocation, because it reports out of memory with an exception, which is itself
/// allocated on the GC heap; these functions return null. Interposed allocators (Valgrind's, ASan's, a test's) are honoured.
/// </remarks>
internal static unsafe partial class CRuntime
{
    /// <summary>The minimum alignment, in bytes, of all allocated memory: <c>alignof(max_align_t)</c>.</summary>
    public const nuint DefaultAlignment = 16;

    /// <summary>Allocates memory with the C runtime's allocator.</summary>
    /// <param name="size">Size in bytes; 0 is treated as 1, so that every allocation has an address of its own.</param>
    /// <param name="alignment">Alignment in bytes, a power of two; at least <see cref="DefaultAlignment"/> is used.</param>
    /// <param name="zeroed">Whether the memory is zeroed; otherwise its contents are undefined.</param>
    /// <returns>The memory, to be released with <see cref="Free"/>; null if out of memory.</returns>
    // SAFETY: Unpublished: the new memory, of size bytes.
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

    /// <summary>Allocates zeroed memory for a table of the library's own.</summary>
    /// <param name="count">Number of elements.</param>
    /// <param name="elementSize">Size of one element in bytes.</param>
    /// <returns>The table; null if out of memory.</returns>
    public static void* AllocateTable(nuint count, nuint elementSize) => TableMemory.Allocate(count * elementSize, DefaultAlignment);

    /// <summary>Allocates zeroed memory for a large table that is never freed. Pages that are never touched take no physical memory.</summary>
    /// <param name="size">Size in bytes.</param>
    /// <returns>The table; null if out of memory.</returns>
    public static void* AllocatePermanent(nuint size) => TableMemory.Allocate(size, alignment: 0);

    /// <summary>Allocates zeroed memory of many pages, which on Windows cannot be freed; null if out of memory.</summary>
    public static void* AllocatePages(nuint size) => OperatingSystem.IsWindows() ? Windows.AllocatePages(size) : Unix.Calloc(1, size);

    /// <summary>Frees memory that <see cref="Allocate"/> returned; null is a no-op.</summary>
    // SAFETY: the caller owns the memory and does not use it afterwards.
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

    /// <summary>Whether pages read as zero after <see cref="TryDiscardPages"/>; otherwise their contents are undefined.</summary>
    public static bool DiscardedPagesAreZero => OperatingSystem.IsLinux();

    /// <summary>Returns the physical memory of whole pages to the system. Their contents are lost; the next access gets new memory.</summary>
    /// <param name="memory">The start of a page.</param>
    /// <param name="size">Size in bytes, a multiple of the page size.</param>
    /// <returns>False if the system refuses, as it does for pages locked in memory; the contents are unchanged then.</returns>
    // SAFETY: the caller owns the pages and needs their contents no more.
    public static bool TryDiscardPages(void* memory, nuint size)
    {
        if (OperatingSystem.IsWindows())
        {
            return Windows.TryResetPages(memory, size);
        }

        const int dontNeed = 4; // MADV_DONTNEED, the same number on Linux and macOS
        return Unix.Madvise(memory, size, dontNeed) == 0;
    }

    /// <summary>Returns the length of a NUL-terminated text in bytes. Calls the C runtime's <c>strlen</c>, which memory checkers intercept.</summary>
    // SAFETY: Promised: the text, up to its NUL.
    public static nuint Length(byte* text)
    {
        CallersMemory.Touch(text);
        return OperatingSystem.IsWindows() ? Windows.Strlen(text) : Unix.Strlen(text);
    }

    /// <summary>Writes to standard error, unbuffered. Stops silently at the first error.</summary>
    public static void WriteError(ReadOnlySpan<byte> text)
    {
        // SAFETY: the span is fixed in memory while the system reads it, and `at` stays within it.
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

    /// <summary>Ends the process immediately by the C runtime's <c>abort()</c>.</summary>
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
            NativeMemory.Clear(memory, size);
        }

        return memory;
    }
}
