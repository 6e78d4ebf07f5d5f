using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class OwnedBoxTests : ToolkitFixture
{
    [Test]
    public void ANewBoxIsZero()
    {
        using OwnedBox<Column> box = OwnedBox<Column>.Create();
        Assert.That((box.Value.Filled, (nint)box.Value.Name, (nint)box.Value.Next), Is.EqualTo((0ul, (nint)0, (nint)0)));
        box.Value.Filled = 7;
        Assert.That(box.Value.Filled, Is.EqualTo(7));
    }

    [Test]
    public void AValuesFieldsAreTheBoxs()
    {
        byte* name = ProcessLedger.NewString("height");
        using OwnedBox<Column> next = OwnedBox<Column>.Create();
        Column* child = next.IntoRaw();
        using OwnedBox<Column> box = OwnedBox<Column>.Create(new Column { Filled = 3, Name = name, Next = child });
        Assert.That((box.Value.Filled, (nint)box.Value.Name, (nint)box.Value.Next), Is.EqualTo((3ul, (nint)name, (nint)child)));
        Assert.That(Refusal(() => OwnedString.FromRaw(name)).Status, Is.EqualTo(Status.NotOwned));
        Assert.That(Refusal(() => OwnedBox<Column>.FromRaw(child)).Status, Is.EqualTo(Status.NotOwned));
    }

    // Whichever field holds something wrong, the others are the caller's as before.
    [TestCase(0)]
    [TestCase(1)]
    public void AWrongFieldLeavesAllAsItWas(int wrong)
    {
        StatisticsCheck created = new();
        byte* name = ProcessLedger.NewString("name");
        Column* child = OwnedBox<Column>.Create().IntoRaw();
        byte* foreign = (byte*)0x123450;
        FfiException refused = Refusal(() => OwnedBox<Column>.Create(new Column { Name = wrong == 0 ? foreign : name, Next = wrong == 1 ? (Column*)foreign : child }));
        Assert.That(refused.Status, Is.EqualTo(Status.ForeignPointer));
        Assert.That(refused.Message, Does.StartWith($"the owned field at offset {8 + (8 * wrong)} of 0x").And.Contain("a block of type \"toolkit_column\", holds 0x123450"));
        OwnedString.FromRaw(name).Dispose();
        OwnedBox<Column>.FromRaw(child).Dispose();
        Assert.That(created.Blocks, Is.EqualTo(2), "a box that was refused is not counted");
    }

    [Test]
    public void AFreedChildIsRefused()
    {
        byte* name = ProcessLedger.NewString("gone");
        OwnedString.FromRaw(name).Dispose();
        Assert.That(Refusal(() => OwnedBox<Column>.Create(new Column { Name = name })).Status, Is.EqualTo(Status.DoubleFree));
    }

    [Test]
    public void AChildIsInOneFieldOnly()
    {
        byte* name = ProcessLedger.NewString("shared");
        uint pair = ProcessLedger.Register("toolkit_pair", 16, TypeNumber.String, TypeNumber.String);
        byte** value = stackalloc byte*[2] { name, name };
        Failure failure = default;
        Assert.That(Box.New(pair, value, out void* made, ref failure), Is.EqualTo(Status.NotOwned));
        Assert.That(made == null);
        OwnedString.FromRaw(name).Dispose();
    }

    [Test]
    public void TheRawCallChecksItsArguments()
    {
        Failure failure = default;
        Assert.That(Box.New(FfiType.Number<Column>(), null, out void* made, ref failure), Is.EqualTo(Status.NullArgument));
        Column value = default;
        Assert.That(Box.New(99999, &value, out made, ref failure), Is.EqualTo(Status.UnknownType));
        Assert.That(Box.New(TypeNumber.String, &value, out made, ref failure), Is.EqualTo(Status.InvalidArgument));
        Assert.That(made == null);
    }

    [Test]
    public void PuttingReplacesAndTakingMovesOut()
    {
        using OwnedBox<Column> box = OwnedBox<Column>.Create();
        box.Put(ref box.Value.Name, "first");
        box.Put(ref box.Value.Name, "second".AsSpan());
        box.Put(ref box.Value.Name, "third"u8);
        using OwnedString taken = box.Take(ref box.Value.Name);
        Assert.That(taken.ToString(), Is.EqualTo("third"));
        Assert.That(box.Value.Name == null);
        Assert.That(box.Take(ref box.Value.Name).IsGone);

        using OwnedBox<Column> next = OwnedBox<Column>.Create(new Column { Filled = 2 });
        box.Put(ref box.Value.Next, next.IntoRaw());
        Assert.That(box.Value.Next->Filled, Is.EqualTo(2));
        using OwnedBox<Column> moved = box.Take(ref box.Value.Next);
        Assert.That(moved.Value.Filled, Is.EqualTo(2));
        Assert.That(box.Take(ref box.Value.Next).IsGone);
        box.Put(ref box.Value.Next, moved.IntoRaw());
        box.Put(ref box.Value.Next, null);
        Assert.That(box.Value.Next == null);
    }

    [Test]
    public void WhatCannotBePutIsFreed()
    {
        using OwnedBox<Column> box = OwnedBox<Column>.Create();
        Column elsewhere = default;
        Column* outside = &elsewhere;
        Column* inside = Address(box);
        byte* name = ProcessLedger.NewString("nowhere");
        Assert.That(Put(inside, ref *(byte**)&outside->Name, name), Is.EqualTo(Status.OutOfRange));
        Assert.That(Refusal(() => OwnedString.FromRaw(name)).Status, Is.EqualTo(Status.DoubleFree));
        Assert.That(Put(inside, ref *(byte**)&inside->Filled, ProcessLedger.NewString("no field")), Is.EqualTo(Status.InvalidArgument));
    }

    [Test]
    public void ABoxOfAnotherTypeIsNotTakenOver()
    {
        using OwnedBox<Sheet> sheet = OwnedBox<Sheet>.Create();
        using OwnedBox<Column> column = OwnedBox<Column>.Create();
        sheet.Put(ref sheet.Value.First, column.IntoRaw());
        Column* child = sheet.Value.First;
        Assert.That(Refusal(() => OwnedBox<Sheet>.FromRaw((Sheet*)child)).Message, Does.EndWith("is a block of type \"toolkit_column\"; free it with toolkit_column_free"));
        Assert.That(Refusal(() => OwnedBox<Column>.FromRaw(null)).Status, Is.EqualTo(Status.NullArgument));
    }

    [Test]
    public void ACopyIsAnsweredWithDoubleFree()
    {
        Assert.That(
            Refusal(() =>
            {
                OwnedBox<Column> box = OwnedBox<Column>.Create();
                OwnedBox<Column> copy = box;
                box.Dispose();
                box.Dispose();
                copy.Value.Filled = 1;
            }).Status,
            Is.EqualTo(Status.DoubleFree));
        Assert.That(
            Refusal(() =>
            {
                OwnedBox<Column> box = OwnedBox<Column>.Create();
                OwnedBox<Column> copy = box;
                box.Dispose();
                copy.Dispose();
            }).Status,
            Is.EqualTo(Status.DoubleFree));
        Assert.Throws<ObjectDisposedException>(() => { OwnedBox<Column> gone = default; gone.Value.Filled = 1; });
    }

    [Test]
    public void ACopyShowsNothingThatIsSomebodyElses()
    {
        Assert.That(
            Refusal(() =>
            {
                OwnedBox<Column> box = OwnedBox<Column>.Create();
                OwnedBox<Column> copy = box;
                using OwnedHandle<Column> handle = box.IntoHandle();
                using ExclusiveBorrow<Column> borrow = handle.BorrowExclusively();
                copy.Value.Filled = 1;
            }).Status,
            Is.EqualTo(Status.NotOwned));
    }

    [Test]
    public void WhatIsPutIntoNothingIsFreed()
    {
        Column elsewhere = default;
        Column* field = &elsewhere;
        Assert.Throws<ObjectDisposedException>(() => { OwnedBox<Column> gone = default; gone.Put(ref field->Name, "lost"); });
    }

    // A plain store: what the field held is lost, and what it holds is nobody's child.
    [Test]
    public void APlainStoreIntoAnOwnedFieldIsFound()
    {
        byte* lost = ProcessLedger.NewString("lost");
        byte* stored = (byte*)0x123450;
        Column* raw = null;
        FfiException refused = Refusal(() =>
        {
            OwnedBox<Column> box = OwnedBox<Column>.Create(new Column { Name = lost });
            raw = Address(box);
            box.Value.Name = stored;
            box.Dispose();
        });
        Assert.That(refused.Status, Is.EqualTo(Status.ForeignPointer));
        raw->Name = lost;
        OwnedBox<Column>.FromRaw(raw).Dispose();
    }

    private static Column* Address(in OwnedBox<Column> box)
    {
        fixed (Column* address = &box.Value)
        {
            return address;
        }
    }

    private static Status Put(Column* box, ref byte* field, byte* child)
    {
        // One variable more that names the box, which lets go of it again.
        OwnedBox<Column> other = OwnedBox<Column>.FromRaw(box);
        try
        {
            other.Put(ref field, child);
            return Status.Ok;
        }
        catch (FfiException e)
        {
            return e.Status;
        }
        finally
        {
            other.IntoRaw();
        }
    }

    /// <summary>Counts the blocks that were created since.</summary>
    private sealed class StatisticsCheck
    {
        private readonly ulong _before = ProcessLedger.Statistics.CreatedBlocks;

        public ulong Blocks => ProcessLedger.Statistics.CreatedBlocks - _before;
    }
}
