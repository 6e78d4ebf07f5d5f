using System.Numerics;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The sizes of ranges for large blocks: one to eight steps, then eight sizes to each doubling; a step is 64 KiB up to 4 MiB, then 2 MiB.</summary>
/// <remarks>With few sizes, a range that waits for its reuse is likely to fit another block. Ranges beyond 4 MiB consist of whole movable parts.</remarks>
internal static class LargeSize
{
    /// <summary>Number of sizes, up to a range for the largest block. Their numbers are 0 to this less one.</summary>
    public const uint Count = FirstOfMovable - 2 + 8 + (8 * 17);

    /// <summary>The number of the size for a block of 1 MiB and its guard: ranges up to this one are cut from chunks, and more of them wait.</summary>
    public const uint LargestCut = 16;

    /// <summary>A part of a range whose memory can move to another range, in bytes: what one table of pages maps, on x64 and arm64. So the tables move, not each page.</summary>
    public const nuint MovablePart = 2 << 20;

    /// <summary>The number of the first size in steps of <see cref="MovablePart"/>, which is three of them.</summary>
    private const uint FirstOfMovable = 32;

    /// <summary>The largest size in steps of 64 KiB, in bytes.</summary>
    private const nuint LargestInUnits = 2 * MovablePart;

    /// <summary>Binary logarithm of 8 steps, where the first doubling begins.</summary>
    private const int FirstPower = 3;

    /// <summary>The number of the smallest size that holds so many bytes.</summary>
    public static uint Of(nuint bytes) => bytes <= LargestInUnits
        ? NumberOf(((ulong)bytes + SizeClass.Unit - 1) / SizeClass.Unit)
        : FirstOfMovable - 2 + NumberOf(((ulong)bytes + MovablePart - 1) / MovablePart);

    /// <summary>The bytes of a size.</summary>
    public static nuint Bytes(uint number) => number < FirstOfMovable
        ? StepsOf(number) * SizeClass.Unit
        : StepsOf(number - FirstOfMovable + 2) * MovablePart;

    /// <summary>Whether the memory of a range of a size can move: the range consists of whole movable parts. Smaller ones that come and go have room for memory of their own.</summary>
    public static bool IsMovable(nuint bytes) => bytes >= LargestInUnits;

    private static uint NumberOf(ulong steps)
    {
        if (steps <= 8)
        {
            return (uint)Math.Max(steps, 1) - 1;
        }

        int power = BitOperations.Log2(steps - 1);
        uint eighth = (uint)((steps - 1) >> (power - 3)) & 7;
        return 8 + ((uint)(power - FirstPower) * 8) + eighth;
    }

    private static nuint StepsOf(uint number)
    {
        if (number < 8)
        {
            return number + 1;
        }

        int power = FirstPower + (int)((number - 8) / 8);
        ulong eighths = ((number - 8) % 8) + 1;
        return (nuint)((1ul << power) + (eighths << (power - 3)));
    }
}
