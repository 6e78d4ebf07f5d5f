using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiOwnership.Heaps;

/// <summary>Counts blocks and their bytes, separately for each of the last <see cref="Periods"/> periods.</summary>
/// <remarks>
/// One thread writes at a time; others may read. A block is counted twice, when it is created and when it is freed, and both
/// times in the row of the period in which it was created. The two may happen on different threads, in different counters. So a
/// single row may show more frees than creations; only sums over all counters are meaningful. Counts never decrease. When a row
/// is reused for a later period, it remembers what it held until then.
/// <code>
/// created, freed     = sums over all rows
/// live since period  = sum of Created - Freed - Before over the rows of that period and later ones
/// </code>
/// </remarks>
internal struct BlockCounters
{
    /// <summary>Number of periods that have a row of their own. A power of two.</summary>
    public const uint Periods = 64;

    /// <summary>One row for each of the last periods, and one for all older ones.</summary>
    private Rows _rows;

    /// <summary>Counts a new block.</summary>
    /// <param name="period">The period in which it is created.</param>
    /// <param name="bytes">The bytes that it counts for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountCreated(ulong period, nuint bytes)
    {
        ref Row row = ref RowOf(period);
        row.Created++;
        row.CreatedBytes += bytes;
    }

    /// <summary>Counts a freed block.</summary>
    /// <param name="period">The period in which it was created.</param>
    /// <param name="bytes">The bytes that it was counted for when it was created.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountFreed(ulong period, nuint bytes)
    {
        ref Row row = ref RowOf(period);
        row.Freed++;
        row.FreedBytes += bytes;
    }

    /// <summary>Adds the number of freed blocks, and their bytes, to two sums.</summary>
    public readonly void AddFreed(ref ulong blocks, ref ulong bytes)
    {
        foreach (ref readonly Row row in (ReadOnlySpan<Row>)_rows)
        {
            blocks += Volatile.Read(in row.Freed);
            bytes += Volatile.Read(in row.FreedBytes);
        }
    }

    /// <summary>Adds the number of created blocks, and their bytes, to two sums.</summary>
    public readonly void AddCreated(ref ulong blocks, ref ulong bytes)
    {
        foreach (ref readonly Row row in (ReadOnlySpan<Row>)_rows)
        {
            blocks += Volatile.Read(in row.Created);
            bytes += Volatile.Read(in row.CreatedBytes);
        }
    }

    /// <summary>Adds the blocks created here since a period began, less those of them that were freed here, to two sums.</summary>
    /// <param name="period">One of the last <see cref="Periods"/> periods.</param>
    /// <param name="blocks">The sum of blocks. What is added is negative if more of them were freed here than created.</param>
    /// <param name="bytes">The sum of their bytes.</param>
    public readonly void AddSince(ulong period, ref long blocks, ref long bytes)
    {
        foreach (ref readonly Row row in (ReadOnlySpan<Row>)_rows)
        {
            if (Volatile.Read(in row.Period) >= period)
            {
                blocks += (long)(Volatile.Read(in row.Created) - Volatile.Read(in row.Freed) - row.Before);
                bytes += (long)(Volatile.Read(in row.CreatedBytes) - Volatile.Read(in row.FreedBytes) - row.BeforeBytes);
            }
        }
    }

    /// <summary>The row of a period; starts it if the period has none yet.</summary>
    /// <remarks>Inlined completely: a call here would force the fast paths around it to keep their values in memory.</remarks>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Row RowOf(ulong period)
    {
        ref Row first = ref Unsafe.As<Rows, Row>(ref _rows);
        ref Row row = ref Unsafe.Add(ref first, (nint)(period % Periods));
        if (row.Period == period)
        {
            return ref row;
        }

        // Two periods share this row. The older of them has lost it: the row's own, or the one asked for.
        if (row.Period > period)
        {
            return ref Unsafe.Add(ref first, (nint)Periods);
        }

        row.Before = row.Created - row.Freed;
        row.BeforeBytes = row.CreatedBytes - row.FreedBytes;
        Volatile.Write(ref row.Period, period);
        return ref row;
    }

    /// <summary>The counts of one period: one cache line.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Row
    {
        /// <summary>The period that the row is for at present; 0: none yet, or all older ones.</summary>
        public ulong Period;

        /// <summary>Blocks created, of all periods that this row has been for.</summary>
        public ulong Created;

        /// <summary>Their bytes.</summary>
        public ulong CreatedBytes;

        /// <summary>Blocks freed, of all periods that this row has been for.</summary>
        public ulong Freed;

        /// <summary>Their bytes.</summary>
        public ulong FreedBytes;

        /// <summary>Created - Freed when the present period took the row over; may be negative, modulo 2^64.</summary>
        public ulong Before;

        /// <summary>CreatedBytes - FreedBytes at that time; may be negative, modulo 2^64.</summary>
        public ulong BeforeBytes;
    }

    /// <summary>The rows, indexed by period modulo <see cref="Periods"/>; the extra one at the end is for older periods.</summary>
    [InlineArray((int)Periods + 1)]
    private struct Rows
    {
        private Row _first;
    }
}
