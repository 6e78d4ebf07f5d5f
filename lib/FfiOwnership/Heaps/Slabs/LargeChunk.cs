using System.Numerics;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>4 MiB of addresses from which ranges for large blocks are cut by the unit. Its record lies apart, and goes with it.</summary>
internal unsafe struct LargeChunk
{
    // SAFETY (whole file): locked: all fields but Base.

    /// <summary>Number of units: one for each bit of a word.</summary>
    public const int Units = 64;

    /// <summary>The first unit's address. Written once.</summary>
    public byte* Base;

    /// <summary>A bit for each unit, the lowest for the first one; set: no range has it.</summary>
    public ulong Free;

    /// <summary>The next chunk with as long a longest run of free units; null: it is the last one.</summary>
    public LargeChunk* Next;

    /// <summary>The previous one; null: it is the first one.</summary>
    public LargeChunk* Previous;

    /// <summary>Whether no unit is a range's.</summary>
    public readonly bool IsEmpty => Free == ulong.MaxValue;

    /// <summary>Number of units in the longest run of free ones, or a limit if it is longer.</summary>
    public readonly int LongestRun(int limit)
    {
        int length = 0;
        for (ulong starts = Free; starts != 0 && length < limit; starts &= starts >> 1)
        {
            length++;
        }

        return length;
    }

    /// <summary>Takes the first run of free units that is long enough. There is one.</summary>
    public byte* Cut(int units)
    {
        ulong starts = Free;
        for (int length = 1; length < units; length++)
        {
            starts &= starts >> 1;
        }

        int first = BitOperations.TrailingZeroCount(starts);
        Free &= ~MaskOf(first, units);
        return Base + ((nuint)first * SizeClass.Unit);
    }

    /// <summary>Frees the units of a range.</summary>
    public void Put(byte* start, int units) => Free |= MaskOf((int)((nuint)(start - Base) / SizeClass.Unit), units);

    private static ulong MaskOf(int first, int units) => ((1ul << units) - 1) << first;
}
