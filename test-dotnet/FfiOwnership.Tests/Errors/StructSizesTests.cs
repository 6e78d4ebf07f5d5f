using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Errors;

/// <summary>The sizes of structs that begin with their size.</summary>
public sealed unsafe class StructSizesTests
{
    [Test]
    public void TheLastSizeIsTheStructs()
    {
        Assert.Multiple(() =>
        {
            Assert.That(StructSizes.ErrorInfo[^1], Is.EqualTo(sizeof(ErrorInfo)));
            Assert.That(StructSizes.TypeDescription[^1], Is.EqualTo(sizeof(TypeDescription)));
            Assert.That(StructSizes.BlockInfo[^1], Is.EqualTo(sizeof(BlockInfo)));
            Assert.That(StructSizes.Statistics[^1], Is.EqualTo(sizeof(StatisticsData)));
        });
    }

    [Test]
    public void OnlyTheGivenSizeIsFilled()
    {
        BlockInfo value = new() { StructSize = 152, Type = 1, ElementType = 300, Reserved = 7 };
        ulong* given = stackalloc ulong[20];
        new Span<ulong>(given, 20).Fill(ulong.MaxValue);
        StructSizes.Fill(given, &value, 144);
        Assert.That(new ReadOnlySpan<ulong>(given, 20)[18..].ToArray(), Is.All.EqualTo(ulong.MaxValue));
        Assert.That((((BlockInfo*)given)->StructSize, ((BlockInfo*)given)->Type), Is.EqualTo((144u, 1u)));
    }

    [TestCase(0u)]
    [TestCase(4u)]
    [TestCase(148u)]
    [TestCase(160u)]
    [TestCase(uint.MaxValue)]
    public void OthersAreUnknown(uint size) => Assert.That(StructSizes.TryRead(&size, StructSizes.BlockInfo, out _), Is.False);
}
