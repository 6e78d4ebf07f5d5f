using System.Numerics;
using System.Runtime.CompilerServices;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The sizes of slots: 16 to 64 bytes in steps of 8, then four sizes to each doubling, up to 32 KiB.</summary>
/// <remarks>
/// A block of 16 bytes or more leaves at most 7 bytes of its slot unused, or less than a fifth of it. All slabs of a class have
/// one size, a power of two from 64 to 512 KiB, which holds at least 16 slots.
/// </remarks>
internal static class SizeClass
{
    /// <summary>Number of classes; their numbers are 0 to this less one, from the smallest slot to the largest.</summary>
    public const uint Count = 43;

    /// <summary>Size of the largest slot in bytes; a larger block is a slab of its own.</summary>
    public const nuint LargestSlot = 32 * 1024;

    /// <summary>The unit of the address space in bytes: a slab begins at a multiple of it, and its size is a multiple of it.</summary>
    public const nuint Unit = (nuint)1 << UnitBits;

    /// <summary>Binary logarithm of <see cref="Unit"/>.</summary>
    public const int UnitBits = 16;

    /// <summary>The shift that completes a division by <see cref="Reciprocal"/>.</summary>
    public const int ReciprocalShift = 38;

    /// <summary>The smallest slot in bytes, the first of those in steps of 8.</summary>
    private const uint FirstBySteps = 16;

    /// <summary>The last slot in bytes of those in steps of 8.</summary>
    private const uint LastBySteps = 64;

    /// <summary>Number of classes in steps of 8.</summary>
    private const uint StepClasses = ((LastBySteps - FirstBySteps) / 8) + 1;

    /// <summary>Binary logarithm of <see cref="LastBySteps"/>, where the first doubling begins.</summary>
    private const int FirstPower = 6;

    /// <summary>The class with the smallest slot that a size fits into.</summary>
    /// <param name="size">Bytes, at most <see cref="LargestSlot"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(nuint size)
    {
        if (size <= LastBySteps)
        {
            return (((uint)Math.Max(size, FirstBySteps) + 7) / 8) - (FirstBySteps / 8);
        }

        // 2^power < size <= 2^(power + 1); the next two bits of size - 1 say in which quarter of that range.
        int power = BitOperations.Log2((ulong)size - 1);
        uint quarter = (uint)((size - 1) >> (power - 2)) & 3;
        return StepClasses + ((uint)(power - FirstPower) * 4) + quarter;
    }

    /// <summary>The class with the smallest slot that a size fits into and whose slots are all aligned.</summary>
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

    /// <summary>The same for an alignment of 16, without a search: only slots that are an odd number of 8 bytes are not aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint OfAligned(nuint size)
    {
        uint number = Of(size);
        return number < StepClasses ? (number + 1) & ~1u : number;
    }

    /// <summary>Size of a class's slots in bytes.</summary>
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

    /// <summary>Size of a class's slabs in bytes.</summary>
    public static nuint SlabSize(uint number) => SlotSize(number) switch
    {
        <= 1024 => Unit,
        <= 4096 => 2 * Unit,
        <= 16384 => 4 * Unit,
        _ => 8 * Unit,
    };

    /// <summary>The factor that divides an offset into a slab by the slot size: <c>offset * factor >> 38</c>.</summary>
    /// <remarks>It is rounded up, and the quotient is exact for every offset into a slab of these sizes; a test tries all of them.</remarks>
    public static ulong Reciprocal(uint number) => ((1ul << ReciprocalShift) + SlotSize(number) - 1) / SlotSize(number);
}
