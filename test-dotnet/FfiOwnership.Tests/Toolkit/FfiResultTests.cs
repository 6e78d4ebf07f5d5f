using FfiOwnership.Errors;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed class FfiResultTests
{
    private static readonly int[] Cells = [10, 20];

    [Test]
    public void AValueIsAValue()
    {
        FfiResult<int> result = Cell(1);
        Assert.That((result.IsOk, result.Value, result.Status, result.Message), Is.EqualTo((true, 20, Status.Ok, (string?)null)));
        Assert.That(result.TryGet(out int value) && value == 20);
    }

    [Test]
    public void ARefusalIsNone()
    {
        FfiResult<int> result = Cell(2);
        Assert.That((result.IsOk, result.Status, result.Message), Is.EqualTo((false, Status.OutOfRange, "there is no cell 2")));
        Assert.That(result.TryGet(out _), Is.False);
        FfiException thrown = Assert.Throws<FfiException>(() => _ = result.Value)!;
        Assert.That((thrown.Status, thrown.Message), Is.EqualTo((Status.OutOfRange, "there is no cell 2")));
    }

    [Test]
    public void ARefusalIsNotOk()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FfiResult.Refuse(Status.Ok, "no"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new FfiException(Status.Ok, "no"));
    }

    private static FfiResult<int> Cell(int index) =>
        index < Cells.Length ? Cells[index] : FfiResult.Refuse(Status.OutOfRange, $"there is no cell {index}");
}
