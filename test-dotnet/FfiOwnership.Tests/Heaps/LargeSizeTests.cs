using CsCheck;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

public sealed class LargeSizeTests
{
    [Test]
    public void EachSizeIsItsOwnAndTheNextByteIsTheNextOnes()
    {
        for (uint number = 0; number < LargeSize.Count; number++)
        {
            nuint bytes = LargeSize.Bytes(number);
            Assert.That(LargeSize.Of(bytes), Is.EqualTo(number));
            Assert.That(LargeSize.Of(bytes + 1), Is.EqualTo(number + 1));
            Assert.That(bytes % SizeClass.Unit, Is.EqualTo((nuint)0));
        }
    }

    [Test]
    public void TheSmallestSizeIsAUnit() => Assert.That((LargeSize.Of(0), LargeSize.Of(1), LargeSize.Bytes(0)), Is.EqualTo((0u, 0u, SizeClass.Unit)));

    [Test]
    public void TheLargestBlockHasASizeWithRoomForItsCanary()
    {
        uint number = LargeSize.Of(BlockLimits.LargestSize + sizeof(ulong));
        Assert.That(number, Is.LessThan(LargeSize.Count));
        Assert.That(LargeSize.Bytes(number), Is.GreaterThan(BlockLimits.LargestSize));
    }

    [Test]
    public void LessThanANinthOrAMovablePartIsUnused() => Gen.ULong[8 * 65536, 1ul << 40].Sample(bytes =>
    {
        ulong room = LargeSize.Bytes(LargeSize.Of((nuint)bytes));
        ulong unused = room - bytes;
        return room >= bytes && (unused * 9 <= room + (9 * 65536) || (bytes > 4 << 20 && unused < LargeSize.MovablePart));
    });

    [Test]
    public void FromFourMegabytesOnRangesConsistOfMovableParts() => Gen.ULong[(4 << 20) - 65535, 1ul << 40].Sample(bytes =>
    {
        nuint room = LargeSize.Bytes(LargeSize.Of((nuint)bytes));
        return LargeSize.IsMovable(room) && room % LargeSize.MovablePart == 0;
    });
}
