using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class OwnedStructVecTests : ToolkitFixture
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1000)]
    public void ElementsKeepWhatTheyOwn(int count)
    {
        OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create();
        for (int i = 0; i < count; i++)
        {
            columns.Add(new Column { Filled = (ulong)i, Name = ProcessLedger.NewString($"column {i}") });
        }

        Assert.That(columns.Length, Is.EqualTo((nuint)count));
        for (int i = 0; i < count; i++)
        {
            Assert.That((columns.AsSpan()[i].Filled, NativeText.Read(columns.AsSpan()[i].Name)), Is.EqualTo(((ulong)i, $"column {i}")));
        }

        columns.Dispose();
        columns.Dispose();
        Assert.That(columns.IsGone);
    }

    [Test]
    public void AFieldIsPutAndTaken()
    {
        using OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create(4);
        columns.Resize(3);
        columns.Put(ref columns[1].Name, "first");
        columns.Put(ref columns[1].Name, "second"u8);
        Assert.That(NativeText.Read(columns[1].Name), Is.EqualTo("second"));
        columns.Put(ref columns[2].Next, OwnedBox<Column>.Create().IntoRaw());

        using OwnedString name = columns.Take(ref columns[1].Name);
        Assert.That(name.ToString(), Is.EqualTo("second"));
        Assert.That(columns.Take(ref columns[1].Name).IsGone);
        using OwnedBox<Column> next = columns.Take(ref columns[2].Next);
        Assert.That(next.IsGone, Is.False);
        Assert.That((nint)columns[2].Next, Is.EqualTo((nint)0));
    }

    [Test]
    public void AnElementIsMovedOut()
    {
        using OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create();
        columns.AddRange([new Column { Filled = 1, Name = ProcessLedger.NewString("a") }, new Column { Filled = 2, Name = ProcessLedger.NewString("b") }]);
        Column taken = columns.Take(0);
        Assert.That((taken.Filled, columns.Length, columns[0].Filled), Is.EqualTo((1ul, (nuint)1, 2ul)));
        OwnedString.FromRaw(taken.Name).Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => { using OwnedStructVec<Column> none = OwnedStructVec<Column>.Create(); _ = none[0]; });
        Assert.That(Refusal(() => { using OwnedStructVec<Column> none = OwnedStructVec<Column>.Create(); _ = none.Take(0); }).Status, Is.EqualTo(Status.OutOfRange));
    }

    [Test]
    public void AddedElementsAreTakenWholeOrNotAtAll()
    {
        byte* good = ProcessLedger.NewString("good");
        Assert.That(
            Refusal(() =>
            {
                using OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create();
                columns.AddRange([new Column { Name = good }, new Column { Name = (byte*)0x123450 }]);
            }).Message,
            Does.StartWith("the owned field at offset 8 of a new element, of type \"toolkit_column\", holds 0x123450"));
        OwnedString.FromRaw(good).Dispose();
    }

    [Test]
    public void WhatIsGivenAwayIsTheReceivers()
    {
        OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create();
        columns.Add(new Column { Name = ProcessLedger.NewString("kept") });
        VecData raw = columns.IntoRaw();
        VecData* address = &raw;
        Assert.That(columns.IsGone);
        Assert.That(Refusal(() => OwnedStructVec<Sheet>.FromRaw(address)).Status, Is.EqualTo(Status.WrongType));
        Assert.That(Refusal(() => OwnedVec<Column>.FromRaw(address)).Message, Does.Contain("OwnedStructVec<Column>"));
        VecData plain = OwnedVec<Column>.Create(1).IntoRaw();
        VecData* plainAddress = &plain;
        Assert.That(Refusal(() => OwnedStructVec<Column>.FromRaw(plainAddress)).Status, Is.EqualTo(Status.WrongType));
        OwnedVec<Column>.FromRaw(plainAddress).Dispose();

        OwnedStructVec<Column> back = OwnedStructVec<Column>.FromRaw(address);
        Assert.That(NativeText.Read(back[0].Name), Is.EqualTo("kept"));
        ulong handle = back.IntoHandle();
        Failure failure = default;
        Assert.That(OwnedHandle.Release(handle, mayClose: false, ref failure), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AFieldThatIsNotTheVecsFreesWhatWasToGoThere()
    {
        Assert.That(
            Refusal(() =>
            {
                using OwnedStructVec<Column> columns = OwnedStructVec<Column>.Create();
                byte* elsewhere = null;
                columns.Put(ref elsewhere, "lost");
            }).Status,
            Is.EqualTo(Status.OutOfRange));
        Assert.Throws<ObjectDisposedException>(() =>
        {
            OwnedStructVec<Column> gone = default;
            byte* field = null;
            gone.Put(ref field, "lost");
        });
    }
}
