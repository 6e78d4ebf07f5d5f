using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>Memory: what the library has outside of the GC heap comes from here and goes back here.</content>
/// <remarks>
/// It is <see cref="NativeMemory"/>'s, that is the C library's: interposed allocators (Valgrind's, ASan's, a test's) are honoured, and
/// large zeroed memory is backed by the system only where it is used.
/// </remarks>
internal static unsafe partial class CRuntime
{
    /// <summary>The minimum alignment, in bytes, of all allocated memory: <c>alignof(max_align_t)</c>.</summary>
    public const nuint DefaultAlignment = 16;

    /// <summary>Allocates memory.</summary>
    /// <param name="size">Size in bytes; 0 gives an address of its own, too.</param>
    /// <param name="alignment">Alignment in bytes, a power of two; at least <see cref="DefaultAlignment"/> is used. 0: that one, and the memory goes back by <see cref="FreeUnaligned"/>.</param>
    /// <param name="zeroed">Whether the memory is zeroed; otherwise its contents are undefined.</param>
    /// <returns>The memory, to be released with <see cref="Free"/>, unless the alignment was 0; null if out of memory.</returns>
    /// <remarks>
    /// May be called with one of the library's locks held: the exception is caught here, and a collection of garbage that it leads to waits
    /// for no such lock, because threads that wait for one can be suspended.
    /// </remarks>
    // SAFETY: Unpublished: the new memory, of size bytes.
    public static void* TryAllocate(nuint size, nuint alignment, bool zeroed)
    {
        try
        {
            // Windows takes aligned memory back by another function than other memory. So what Free is for is aligned memory there, each time.
            if (alignment > DefaultAlignment || (alignment != 0 && OperatingSystem.IsWindows()))
            {
                void* memory = NativeMemory.AlignedAlloc(size, nuint.Max(alignment, DefaultAlignment));
                if (zeroed)
                {
                    NativeMemory.Clear(memory, size);
                }

                return memory;
            }

            return zeroed ? NativeMemory.AllocZeroed(size) : NativeMemory.Alloc(size);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Allocates as <see cref="TryAllocate"/> does, but so that a memory checker knows the end of the memory to the byte.</summary>
    /// <remarks>
    /// <see cref="NativeMemory.AlignedAlloc"/> makes the size a multiple of the alignment: Valgrind and AddressSanitizer would not report a
    /// write right behind a block of 100 bytes that is aligned to 64. C's own function takes any size.
    /// </remarks>
    // SAFETY: Unpublished: the new memory, of size bytes.
    public static void* TryAllocateExactly(nuint size, nuint alignment, bool zeroed)
    {
        if (alignment <= DefaultAlignment || OperatingSystem.IsWindows())
        {
            return TryAllocate(size, alignment, zeroed);
        }

        void* memory = null;
        if (Unix.PosixMemalign(&memory, alignment, size) != 0)
        {
            return null;
        }

        if (zeroed)
        {
            NativeMemory.Clear(memory, size);
        }

        return memory;
    }

    /// <summary>Allocates zeroed memory for a table of the library's own.</summary>
    /// <param name="count">Number of elements.</param>
    /// <param name="elementSize">Size of one element in bytes.</param>
    /// <returns>The table, to be released with <see cref="Free"/>; null if out of memory.</returns>
    public static void* AllocateTable(nuint count, nuint elementSize) => TableMemory.Allocate(count * elementSize, DefaultAlignment);

    /// <summary>Allocates zeroed memory for a large table that is never freed. Pages that are never touched take no physical memory.</summary>
    /// <param name="size">Size in bytes.</param>
    /// <returns>The table; null if out of memory.</returns>
    public static void* AllocatePermanent(nuint size) => TableMemory.Allocate(size, alignment: 0);

    /// <summary>Frees memory that <see cref="TryAllocate"/> returned for an alignment; null is a no-op.</summary>
    /// <remarks>On systems other than Windows this is C's <c>free</c> by <see cref="NativeMemory"/>'s contract, whether the memory was asked for as aligned or not.</remarks>
    // SAFETY: the caller owns the memory and does not use it afterwards.
    public static void Free(void* memory) => NativeMemory.AlignedFree(memory);

    /// <summary>Frees memory that <see cref="TryAllocate"/> returned for the alignment 0; null is a no-op.</summary>
    // SAFETY: the caller owns the memory and does not use it afterwards.
    public static void FreeUnaligned(void* memory) => NativeMemory.Free(memory);
}
