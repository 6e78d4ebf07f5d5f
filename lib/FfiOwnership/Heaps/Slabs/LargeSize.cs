using System.Numerics;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The sizes that slabs of single large blocks come in: one to eight units, then eight steps to each doubling.</summary>
/// <remarks>Ranges of addresses are permanent; few sizes make it likely that one fits again.</remarks>
internal static class LargeSize
{
    /// <summary>How many sizes there are, up to a slab for the largest block.</summary>
    public const uint Count = 8 + (8 * 22);

    private const int FirstPower = 3;

    /// <summary>The smallest size that has room for so many bytes.</summary>
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

    /// <summary>The bytes of a slab of a size.</summary>
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
