using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiOwnership.Heaps;

/// <summary>Counts blocks and their bytes, and keeps apart those made in each of the last periods.</summary>
/// <remarks>
/// One thread counts at a time, others may read. There is a row for each of the last <see cref="Periods"/> periods, which a block's
/// making and its end are counted in by the period it was made in, on whatever thread either happens: so a row alone may hold
/// more ends than makings, and only the sum over all counters makes sense. Counts only grow; when a row turns to a later
/// period, it notes what it held before.
/// <code>
/// made and freed     = sum of all rows
/// live since period  = sum of Created - Freed - Before over the rows of that period and later ones
/// </code>
/// </remarks>
internal struct BlockCounters
{
    /// <summary>How many periods have a row. A power of two.</summary>
    public const uint Periods = 64;

    private Rows _rows;

    /// <summary>Counts a new block.</summary>
    /// <param name="period">The period it is made in.</param>
    /// <param name="bytes">What it counts for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountCreated(ulong period, nuint bytes)
    {
        ref Row row = ref RowOf(period);
        row.Created++;
        row.CreatedBytes += bytes;
    }

    /// <summary>Counts the end of a block.</summary>
    /// <param name="period">The period it was made in.</param>
    /// <param name="bytes">What it counted for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountFreed(ulong period, nuint bytes)
    {
        ref Row row = ref RowOf(period);
        row.Freed++;
        row.FreedBytes += bytes;
    }

    /// <summary>Adds all that was freed to a sum.</summary>
    public readonly void AddFreed(ref ulong blocks, ref ulong bytes)
    {
        foreach (ref readonly Row row in (ReadOnlySpan<Row>)_rows)
        {
            blocks += Volatile.Read(in row.Freed);
            bytes += Volatile.Read(in row.FreedBytes);
        }
    }

    /// <summary>Adds all that was created to a sum.</summary>
    public readonly void AddCreated(ref ulong blocks, ref ulong bytes)
    {
        foreach (ref readonly Row row in (ReadOnlySpan<Row>)_rows)
        {
            blocks += Volatile.Read(in row.Created);
            bytes += Volatile.Read(in row.CreatedBytes);
        }
    }

    /// <summary>Adds what was made in a period or later ones, and not freed here, to a sum; that may be less than nothing.</summary>
    /// <param name="period">One of the last <see cref="Periods"/>.</param>
    /// <param name="blocks">The sum.</param>
    /// <param name="bytes">The sum of bytes.</param>
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

    // All of it is inlined: a call here would have the fast paths around it keep their values in memory.
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

        // Either the row's former period is too old now, or the period that is asked for.
        if (row.Period > period)
        {
            return ref Unsafe.Add(ref first, (nint)Periods);
        }

        row.Before = row.Created - row.Freed;
        row.BeforeBytes = row.CreatedBytes - row.FreedBytes;
        Volatile.Write(ref row.Period, period);
        return ref row;
    }

    // As large as a cache line.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Row
    {
        public ulong Period;
        public ulong Created;
        public ulong CreatedBytes;
        public ulong Freed;
        public ulong FreedBytes;
        public ulong Before;
        public ulong BeforeBytes;
    }

    // The last one, of period 0, is for blocks of periods that have no row any more.
    [InlineArray((int)Periods + 1)]
    private struct Rows
    {
        private Row _first;
    }
}
