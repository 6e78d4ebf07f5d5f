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

    private Segments _segments;

    // What the segments were cut from: leak checkers look for pointers to the very start.
    private Segments _allocations;

    /// <summary>The record at an index that <see cref="Ensure"/> has made room for.</summary>
    // SAFETY: the segment was published (release) by Ensure before any index into it could be handed out, and is never freed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* At(uint index)
    {
        int top = BitOperations.Log2(index | ((1u << FirstBits) - 1));
        int segment = top - (FirstBits - 1);
        uint start = segment == 0 ? 0 : 1u << top;
        return (T*)_segments[segment] + (index - start);
    }

    /// <summary>Makes room for an index. The caller holds the lock of whatever hands out indices.</summary>
    /// <returns>False if there is no memory; nothing changed then.</returns>
    public bool Ensure(uint index)
    {
        int top = BitOperations.Log2(index | ((1u << FirstBits) - 1));
        int segment = top - (FirstBits - 1);
        if (_segments[segment] != 0)
        {
            return true;
        }

        nuint count = (nuint)1 << Math.Max(top, FirstBits);
        nuint memory = (nuint)CRuntime.AllocateTable(1, (count * (nuint)sizeof(T)) + LineSize);
        if (memory == 0)
        {
            return false;
        }

        _allocations[segment] = memory;
        Volatile.Write(ref _segments[segment], (memory + LineSize - 1) & ~(LineSize - 1));
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
                if (_segments[segment] != 0)
                {
                    records += segment == 0 ? 1ul << FirstBits : 1ul << (segment + FirstBits - 1);
                }
            }

            return records * (ulong)sizeof(T);
        }
    }

    [InlineArray(SegmentCount + 1)]
    private struct Segments
    {
        private nuint _first;
    }
}
