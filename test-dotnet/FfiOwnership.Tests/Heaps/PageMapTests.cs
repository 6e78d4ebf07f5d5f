using CsCheck;
using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The map of the process, at addresses that the system hands out to nobody.</summary>
[NonParallelizable]
public sealed unsafe class PageMapTests
{
    // Far above what user space gets, but within 48 bits.
    private static readonly nuint Nowhere = unchecked((nuint)0xF000_0000_0000);

    [OneTimeSetUp]
    public void Start() => Assert.That(PageMap.TryStart(), Is.True);

    [Test]
    public void ASlabIsFoundAtEachOfItsBytesAndNowhereElse()
    {
        byte* start = (byte*)(Nowhere + (3 * SizeClass.Unit));
        nuint size = 2 * SizeClass.Unit;
        Slab* slab = stackalloc Slab[1];
        Assert.That(PageMap.Ensure(start, size), Is.Not.Null);
        PageMap.Enter(start, size, slab);
        try
        {
            nuint[] inside = [0, 1, SizeClass.Unit - 1, SizeClass.Unit, size - 1];
            Assert.That(inside, Has.All.Matches<nuint>(offset => PageMap.At(start + offset) == slab));
            Assert.That(PageMap.At(start - 1) == null, Is.True);
            Assert.That(PageMap.At(start + size) == null, Is.True);
        }
        finally
        {
            PageMap.Enter(start, size, null);
        }
    }

    [Test]
    public void LeavesAreMadeOnce()
    {
        // Two leaves: the range lies across a border of 4 GiB.
        byte* start = (byte*)(Nowhere + 0x1_0000_0000 - SizeClass.Unit);
        _ = PageMap.Ensure(start, 2 * SizeClass.Unit);
        Assert.That(PageMap.Ensure(start, 2 * SizeClass.Unit), Is.EqualTo((nuint)0));
        Assert.That(PageMap.At(start) == null, Is.True);
    }

    [Test]
    public void AddressesBeyondTheMapAreNobodysAndCannotBeEntered()
    {
        byte* beyond = (byte*)((nuint)1 << 48);
        Assert.That(PageMap.At(beyond) == null, Is.True);
        Assert.That(PageMap.Ensure(beyond, SizeClass.Unit), Is.Null);
        Assert.That(PageMap.Ensure(beyond - SizeClass.Unit, 2 * SizeClass.Unit), Is.Null);
    }

    [Test]
    public void AnyOtherValueIsNobodys() => Gen.ULong[1ul << 48, ulong.MaxValue].Sample(value => PageMap.At((void*)value) == null);
}
