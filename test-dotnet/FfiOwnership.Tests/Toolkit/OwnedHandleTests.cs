using FfiOwnership.Errors;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class OwnedHandleTests : ToolkitFixture
{
    [Test]
    public void BorrowersSeeTheBox()
    {
        using OwnedHandle<Column> handle = OwnedBox<Column>.Create(new Column { Filled = 1 }).IntoHandle();
        using (ExclusiveBorrow<Column> alone = handle.BorrowExclusively())
        {
            alone.Value.Filled = 2;
            Assert.That(Refusal(() => handle.Borrow()).Status, Is.EqualTo(Status.BorrowConflict));
        }

        using SharedBorrow<Column> one = handle.Borrow();
        using SharedBorrow<Column> two = OwnedHandle<Column>.Borrow(handle.Number);
        Assert.That((one.Value.Filled, two.Value.Filled), Is.EqualTo((2ul, 2ul)));
        Assert.That(Refusal(() => OwnedHandle<Column>.BorrowExclusively(handle.Number)).Status, Is.EqualTo(Status.BorrowConflict));
    }

    [Test]
    public void TheLastReferenceEndsTheBox()
    {
        OwnedHandle<Column> handle = OwnedBox<Column>.Create(new Column { Name = ProcessLedger.NewString("x") }).IntoHandle();
        OwnedHandle<Column> other = handle.Clone();
        ulong number = handle.Number;
        handle.Dispose();
        handle.Dispose();
        Assert.Throws<ObjectDisposedException>(() => handle.Borrow());
        using (other.Borrow())
        {
            other.Dispose();
            Assert.That(Refusal(() => OwnedHandle<Column>.Borrow(number)).Status, Is.EqualTo(Status.StaleHandle));
        }

        Assert.That(Refusal(() => OwnedHandle<Column>.FromRaw(number)).Status, Is.EqualTo(Status.StaleHandle));
    }

    [Test]
    public void ANumberIsTakenOverIfItIsOne()
    {
        ulong number = OwnedBox<Column>.Create().IntoHandle().IntoRaw();
        Assert.That(Refusal(() => OwnedHandle<Sheet>.FromRaw(number)).Status, Is.EqualTo(Status.WrongType));
        Assert.That(Refusal(() => OwnedHandle<Column>.FromRaw(number ^ 1)).Status, Is.EqualTo(Status.InvalidHandle));
        using OwnedHandle<Column> handle = OwnedHandle<Column>.FromRaw(number);
        using OwnedBox<Column> box = handle.IntoBox();
        Assert.That(handle.Number, Is.Zero);
        box.Value.Filled = 1;
    }

    [Test]
    public void ABorrowIsReturnedOnce()
    {
        using OwnedHandle<Column> handle = OwnedBox<Column>.Create().IntoHandle();
        Assert.That(
            Refusal(() =>
            {
                SharedBorrow<Column> borrow = handle.Borrow();
                SharedBorrow<Column> copy = borrow;
                borrow.Dispose();
                borrow.Dispose();
                copy.Dispose();
            }).Status,
            Is.EqualTo(Status.NotBorrowed));
        Assert.Throws<ObjectDisposedException>(() => { SharedBorrow<Column> gone = default; _ = gone.Value; });
        Assert.Throws<ObjectDisposedException>(() => { ExclusiveBorrow<Column> gone = default; _ = gone.Value; });
    }
}
