using System.Numerics;
using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A growing table of records in native memory. Records never move and are never freed.</summary>
/// <remarks>
/// Segment 0 holds the indices 0 to 255; each further segment begins at a power of two and holds as many records as lie before
/// it. So the highest bit of an index selects the segment. However old an index or a record's pointer is, it leads to a record
/// and never to unmapped memory. Index 0 is not used, so that 0 can mean "none". Segments are aligned to a cache line.
/// </remarks>
/// <typeparam name="T">The record; all zero must be its unused state.</typeparam>
internal struct SegmentedTable<T>
    where T : unmanaged
{
    private const int FirstBits = 8;
    private const int SegmentCount = 32 - FirstBits;

    /// <summary>Size of a cache line in bytes.</summary>
    private const nuint LineSize = 64;

    /// <summary>For each segment, the address that index 0 would have in it, so that a look-up needs no subtraction.</summary>
    private Segments _origins;

    /// <summary>For each segment, the start of its allocation, which leak checkers look for; 0: not allocated.</summary>
    private Segments _allocations;

    /// <summary>Returns the record at an index for which <see cref="Ensure"/> has returned true.</summary>
    // SAFETY: Permanent: records. Ensure published the segment (release) before any index in it was assigned.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly unsafe T* At(uint index)
    {
        int segment = SegmentOf(index);
        return (T*)Unsafe.Add(ref Unsafe.AsRef(in _origins._first), segment) + index;
    }

    /// <summary>For each segment, from the one of index 0 to 255 on, the address that index 0 would have in it; for code that is not C#.</summary>
    // SAFETY: permanent: a table is a static field, which never moves.
    public unsafe void* Origins => Unsafe.AsPointer(ref _origins);

    /// <summary>Allocates the segment of an index if needed. The caller holds the lock under which indices are assigned.</summary>
    /// <returns>False if out of memory; the table is unchanged then.</returns>
    public unsafe bool Ensure(uint index)
    {
        int segment = SegmentOf(index);
        if (_allocations[segment] != 0)
        {
            return true;
        }

        nuint count = CountOf(segment);
        nuint memory = (nuint)CRuntime.AllocateTable(1, (count * (nuint)sizeof(T)) + LineSize);
        if (memory == 0)
        {
            return false;
        }

        nuint start = segment == 0 ? 0 : count;
        Volatile.Write(ref _origins[segment], ((memory + LineSize - 1) & ~(LineSize - 1)) - (start * (nuint)sizeof(T)));
        Volatile.Write(ref _allocations[segment], memory);
        return true;
    }

    /// <summary>Total size of the allocated segments, in bytes.</summary>
    public readonly unsafe ulong ReservedBytes
    {
        get
        {
            ulong records = 0;
            for (int segment = 0; segment <= SegmentCount; segment++)
            {
                records += _allocations[segment] != 0 ? CountOf(segment) : 0;
            }

            return records * (ulong)sizeof(T);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SegmentOf(uint index) => BitOperations.Log2(index | ((1u << FirstBits) - 1)) - (FirstBits - 1);

    private static nuint CountOf(int segment) => (nuint)1 << (FirstBits + Math.Max(segment - 1, 0));

    [InlineArray(SegmentCount + 1)]
    private struct Segments
    {
        internal nuint _first;
    }
}
