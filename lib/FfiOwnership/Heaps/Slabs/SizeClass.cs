using System.Numerics;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The sizes that slots come in: 16 to 64 bytes in steps of 8, then four to each doubling, up to 32 KiB.</summary>
/// <remarks>
/// So what a block does not use of its slot is at most 7 bytes, or less than a fifth. A class has slabs of one size, a power
/// of two from 64 to 512 KiB, so that each holds 16 slots or more.
/// </remarks>
internal static class SizeClass
{
    /// <summary>How many classes there are.</summary>
    public const uint Count = 43;

    /// <summary>The largest slot; blocks beyond it are slabs of their own.</summary>
    public const nuint LargestSlot = 32 * 1024;

    /// <summary>A unit of the address space, of which slabs are made: 64 KiB.</summary>
    public const nuint Unit = (nuint)1 << UnitBits;

    /// <summary>Its binary logarithm.</summary>
    public const int UnitBits = 16;

    /// <summary>The shift that belongs to <see cref="Reciprocal"/>.</summary>
    public const int ReciprocalShift = 38;

    private const uint FirstBySteps = 16;
    private const uint LastBySteps = 64;
    private const uint StepClasses = ((LastBySteps - FirstBySteps) / 8) + 1;
    private const int FirstPower = 6;

    /// <summary>The class with the smallest slot that has room for a size.</summary>
    /// <param name="size">Bytes, at most <see cref="LargestSlot"/>.</param>
    public static uint Of(nuint size)
    {
        if (size <= LastBySteps)
        {
            return (((uint)Math.Max(size, FirstBySteps) + 7) / 8) - (FirstBySteps / 8);
        }

        // size lies above 2^power and up to 2^(power + 1); two more bits say in which quarter.
        int power = BitOperations.Log2((ulong)size - 1);
        uint quarter = (uint)((size - 1) >> (power - 2)) & 3;
        return StepClasses + ((uint)(power - FirstPower) * 4) + quarter;
    }

    /// <summary>The class with the smallest slot that has room for a size, and whose every slot is aligned.</summary>
    /// <param name="size">Bytes, at most <see cref="LargestSlot"/>.</param>
    /// <param name="alignment">A power of two, at most 4096.</param>
    /// <returns><see cref="Count"/> if there is none.</returns>
    public static uint Of(nuint size, nuint alignment)
    {
        uint number = Of(size);
        while (number < Count && (SlotSize(number) & (alignment - 1)) != 0)
        {
            number++;
        }

        return number;
    }

    /// <summary>The bytes of a slot.</summary>
    public static uint SlotSize(uint number)
    {
        if (number < StepClasses)
        {
            return FirstBySteps + (8 * number);
        }

        int power = FirstPower + (int)((number - StepClasses) / 4);
        uint quarters = ((number - StepClasses) % 4) + 1;
        return (1u << power) + (quarters << (power - 2));
    }

    /// <summary>The bytes of a slab.</summary>
    public static nuint SlabSize(uint number) => SlotSize(number) switch
    {
        <= 1024 => Unit,
        <= 4096 => 2 * Unit,
        <= 16384 => 4 * Unit,
        _ => 8 * Unit,
    };

    /// <summary>The factor with which an offset into a slab is divided by the slot's size: <c>offset * factor >> 38</c>.</summary>
    /// <remarks>Rounded up, it is exact for every offset into a slab of this project's sizes; a test tries all of them.</remarks>
    public static ulong Reciprocal(uint number) => ((1ul << ReciprocalShift) + SlotSize(number) - 1) / SlotSize(number);
}
