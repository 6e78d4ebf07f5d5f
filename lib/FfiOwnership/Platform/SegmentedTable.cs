using System.Numerics;
using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A table of records in native memory that grows without moving and never shrinks.</summary>
/// <remarks>
/// Segment k holds 256 &lt;&lt; k records, so an index finds its segment by its highest bit, and a record's address is good
/// for ever: whoever holds an index or a pointer, however old, reads a record and not unmapped memory. Index 0 is left
/// unused, so that 0 can mean "none". Segments begin at a cache line.
/// </remarks>
/// <typeparam name="T">The record; all zero must be its unused state.</typeparam>
internal unsafe struct SegmentedTable<T>
    where T : unmanaged
{
    private const int FirstBits = 8;
    private const int SegmentCount = 32 - FirstBits;
    private const nuint LineSize = 64;

    // Of each segment: where index 0 would be if the segment began with it, which spares the look-up a subtraction.
    private Segments _origins;

    // What the segments were cut from: leak checkers look for pointers to the very start.
    private Segments _allocations;

    /// <summary>The record at an index that <see cref="Ensure"/> has made room for.</summary>
    // SAFETY: the segment was published (release) by Ensure before any index into it could be handed out, and is never freed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* At(uint index)
    {
        int segment = SegmentOf(index);
        return (T*)Unsafe.Add(ref Unsafe.AsRef(in _origins._first), segment) + index;
    }

    /// <summary>Makes room for an index. The caller holds the lock of whatever hands out indices.</summary>
    /// <returns>False if there is no memory; nothing changed then.</returns>
    public bool Ensure(uint index)
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

    /// <summary>The bytes that the table has taken from the system.</summary>
    public readonly ulong ReservedBytes
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
