using System.Numerics;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The sizes of slabs for large blocks: one to eight units, then eight sizes to each doubling.</summary>
/// <remarks>With few sizes, a range that waits for its reuse is likely to fit another block.</remarks>
internal static class LargeSize
{
    /// <summary>Number of sizes, up to a slab for the largest block. Their numbers are 0 to this less one.</summary>
    public const uint Count = 8 + (8 * 22);

    /// <summary>The number of the size for a block of 1 MiB and its guard: ranges up to this one are cut from chunks, and more of them wait.</summary>
    public const uint LargestCut = 16;

    /// <summary>Binary logarithm of 8 units, where the first doubling begins.</summary>
    private const int FirstPower = 3;

    /// <summary>The number of the smallest size that holds so many bytes.</summary>
    public static uint Of(nuint bytes)
    {
        ulong units = ((ulong)bytes + SizeClass.Unit - 1) >> SizeClass.UnitBits;
        if (units <= 8)
        {
            return (uint)Math.Max(units, 1) - 1;
        }

        int power = BitOperations.Log2(units - 1);
        uint eighth = (uint)((units - 1) >> (power - 3)) & 7;
        return 8 + ((uint)(power - FirstPower) * 8) + eighth;
    }

    /// <summary>The bytes of a size.</summary>
    public static nuint Bytes(uint number)
    {
        if (number < 8)
        {
            return (number + 1) * SizeClass.Unit;
        }

        int power = FirstPower + (int)((number - 8) / 8);
        ulong eighths = ((number - 8) % 8) + 1;
        return (nuint)((1ul << power) + (eighths << (power - 3))) * SizeClass.Unit;
    }
}
