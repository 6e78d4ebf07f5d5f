using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>Every class, every size and every offset: there are few enough to try them all.</summary>
public sealed class SizeClassTests
{
    private static readonly uint[] Classes = [.. Enumerable.Range(0, (int)SizeClass.Count).Select(number => (uint)number)];

    [Test]
    public void EverySizeGetsTheSmallestSlotThatFits()
    {
        for (nuint size = 0; size <= SizeClass.LargestSlot; size++)
        {
            uint number = SizeClass.Of(size);
            uint expected = Classes.First(candidate => SizeClass.SlotSize(candidate) >= size);
            if (number != expected)
            {
                Assert.Fail($"{size} bytes get class {number}, not {expected}");
            }
        }
    }

    [Test]
    public void LittleOfASlotIsUnused()
    {
        for (nuint size = 16; size <= SizeClass.LargestSlot; size++)
        {
            nuint slot = SizeClass.SlotSize(SizeClass.Of(size));
            nuint unused = slot - size;
            if (unused > 7 && unused * 5 >= slot)
            {
                Assert.Fail($"{size} bytes in a slot of {slot}");
            }
        }
    }

    [Test]
    public void SlotsGrowAndEndWithTheLargest()
    {
        uint[] sizes = [.. Classes.Select(SizeClass.SlotSize)];
        Assert.That(sizes, Is.Ordered.Ascending);
        Assert.That(sizes, Is.Unique);
        Assert.That(sizes, Has.All.Matches<uint>(size => size % 8 == 0));
        Assert.That((nuint)sizes[^1], Is.EqualTo(SizeClass.LargestSlot));
    }

    [Test]
    public void SlabsAreOfWholeUnitsAndHoldSixteenSlotsOrMore()
    {
        foreach (uint number in Classes)
        {
            nuint slab = SizeClass.SlabSize(number);
            nuint slots = slab / SizeClass.SlotSize(number);
            Assert.That(nuint.IsPow2(slab) && slab >= SizeClass.Unit, Is.True, $"class {number}");
            Assert.That(slots, Is.InRange((nuint)16, (nuint)1 << SlabTable.SlotBits), $"class {number}");
        }
    }

    [Test]
    public void EveryOffsetIsDividedExactly()
    {
        foreach (uint number in Classes)
        {
            uint slotSize = SizeClass.SlotSize(number);
            Slab slab = new() { Reciprocal = SizeClass.Reciprocal(number) };
            nuint end = SizeClass.SlabSize(number);
            uint slot = 0;
            uint within = 0;
            for (nuint offset = 0; offset < end; offset++)
            {
                if (slab.SlotAt(offset) != slot)
                {
                    Assert.Fail($"class {number}: offset {offset} lies in slot {slot}, not {slab.SlotAt(offset)}");
                }

                within++;
                if (within == slotSize)
                {
                    within = 0;
                    slot++;
                }
            }
        }
    }

    [Test]
    public void EveryAlignmentIsThatOfEverySlot()
    {
        for (nuint alignment = 1; alignment <= 4096; alignment *= 2)
        {
            for (nuint size = 0; size <= SizeClass.LargestSlot; size++)
            {
                uint number = SizeClass.Of(size, alignment);
                uint expected = SizeClass.Of(size);
                while (expected < SizeClass.Count && SizeClass.SlotSize(expected) % alignment != 0)
                {
                    expected++;
                }

                if (number != expected)
                {
                    Assert.Fail($"{size} bytes at multiples of {alignment} get class {number}, not {expected}");
                }
            }
        }
    }
}
