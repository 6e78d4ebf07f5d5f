using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

public sealed unsafe class SegmentedTableTests
{
    private const int FirstBorder = 8;

    // Memory of the upper segments is allocated but never touched, so even the last segment costs only address space. Tables are
    // never freed, and neither is this one.
    [Test]
    public void RecordsDoNotOverlapAtAnyBorder()
    {
        SegmentedTable<byte> table = default;
        List<uint> indices = [1, .. Borders().SelectMany(border => new[] { border - 1, border, border + 1 }), uint.MaxValue];
        foreach (uint index in indices)
        {
            Assert.That(table.Ensure(index), Is.True, $"no memory for index {index}");
            *table.At(index) = 0;
        }

        foreach (uint index in indices)
        {
            Assert.That(*table.At(index), Is.Zero, $"index {index} shares a record with an earlier one");
            *table.At(index) = 1;
        }
    }

    [Test]
    public void RecordsOfASegmentAreNeighbours()
    {
        SegmentedTable<long> table = default;
        foreach (uint start in Borders().Where(border => border <= 1 << 16))
        {
            table.Ensure(start);
            Assert.That(table.At(start + 1) - table.At(start), Is.EqualTo(1));
            Assert.That(table.At((2 * start) - 1) - table.At(start), Is.EqualTo(start - 1));
        }
    }

    [Test]
    public void RecordsAreZeroAndStayWhereTheyAre()
    {
        SegmentedTable<long> table = default;
        table.Ensure(1);
        long* record = table.At(1);
        Assert.That(*record, Is.Zero);
        *record = 42;

        table.Ensure(100_000);
        table.Ensure(1);

        Assert.That((nint)table.At(1), Is.EqualTo((nint)record));
        Assert.That(*record, Is.EqualTo(42));
    }

    [Test]
    public void ReservedBytesAreThoseOfItsSegments()
    {
        SegmentedTable<long> table = default;
        Assert.That(table.ReservedBytes, Is.Zero);
        table.Ensure(255);
        Assert.That(table.ReservedBytes, Is.EqualTo(256 * sizeof(long)));
        table.Ensure(256);
        Assert.That(table.ReservedBytes, Is.EqualTo(512 * sizeof(long)));
        table.Ensure(1024);
        Assert.That(table.ReservedBytes, Is.EqualTo((512 + 1024) * sizeof(long)));
    }

    private static IEnumerable<uint> Borders() => Enumerable.Range(FirstBorder, 32 - FirstBorder).Select(bits => 1u << bits);
}
