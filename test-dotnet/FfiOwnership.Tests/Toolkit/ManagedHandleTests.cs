using System.Runtime.CompilerServices;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class ManagedHandleTests : ToolkitFixture
{
    [Test]
    public void BorrowersGetTheObject()
    {
        Document document = new();
        ulong handle = ManagedHandle<Document>.Create(document).IntoRaw();
        using (ManagedBorrow<Document> one = ManagedHandle<Document>.Borrow(handle))
        using (ManagedBorrow<Document> two = ManagedHandle<Document>.Borrow(handle))
        {
            Assert.That(one.Value, Is.SameAs(document));
            Assert.That(two.Value, Is.SameAs(document));
        }

        ManagedHandle<Document>.Close(handle);
        Assert.That(document.Ends, Is.EqualTo(1));
    }

    [Test]
    public void ASecondCloseIsStale()
    {
        Document document = new();
        ulong handle = ManagedHandle<Document>.Create(document).IntoRaw();
        ManagedHandle<Document>.Close(handle);
        Assert.That(Refusal(() => ManagedHandle<Document>.Close(handle)).Status, Is.EqualTo(Status.StaleHandle));
        Assert.That(Refusal(() => ManagedHandle<Document>.Borrow(handle)).Status, Is.EqualTo(Status.StaleHandle));
        ManagedHandle<Document>.Close(0);
        Assert.That(document.Ends, Is.EqualTo(1));
    }

    [Test]
    public void AHandleOfSomethingElseIsRefused()
    {
        using ManagedHandle<Picture> picture = ManagedHandle<Picture>.Create(new Picture());
        Assert.That(Refusal(() => ManagedHandle<Document>.Close(picture.Number)).Status, Is.EqualTo(Status.WrongType));
        FfiException refused = Refusal(() => ManagedHandle<Document>.Borrow(picture.Number));
        Assert.That(MessageOf(refused, out _), Does.EndWith("names a block of type \"toolkit_picture\", not \"toolkit_document\""));

        // Numbers of another library, which has a key of its own, and what never was a handle.
        Assert.That(Refusal(() => ManagedHandle<Document>.Close(picture.Number ^ 0x5a5a)).Status, Is.EqualTo(Status.InvalidHandle));
        Assert.That(Refusal(() => ManagedHandle<Document>.Close(42)).Status, Is.EqualTo(Status.InvalidHandle));
    }

    [Test]
    public void AClassHasANameOfItsOwn()
    {
        using ManagedHandle<Parent> handle = ManagedHandle<Parent>.Create(new Child());
        Assert.That(Refusal(() => ManagedHandle<Child>.Borrow(handle.Number)).Message, Does.Contain("another type of this name"));
        using ManagedBorrow<Parent> borrow = handle.Borrow();
        Assert.That(borrow.Value, Is.InstanceOf<Child>());
    }

    [Test]
    public void TheObjectLivesAsLongAsTheHandle()
    {
        (ManagedHandle<Document> handle, WeakReference reference) = MakeAndForget();
        Collect();
        Assert.That(reference.IsAlive);
        ReadAndForget(handle);
        handle.Dispose();
        Collect();
        Assert.That(reference.IsAlive, Is.False);
    }

    [Test]
    public void ABorrowKeepsAClosedObject()
    {
        Document document = new();
        ManagedHandle<Document> handle = ManagedHandle<Document>.Create(document);
        using (ManagedBorrow<Document> borrow = handle.Borrow())
        {
            handle.Dispose();
            Assert.That(borrow.Value.Ends, Is.Zero);
        }

        Assert.That(document.Ends, Is.EqualTo(1));
    }

    [Test]
    public void ReferencesAreCounted()
    {
        Document document = new();
        ManagedHandle<Document> one = ManagedHandle<Document>.Create(document);
        ManagedHandle<Document> two = one.Clone();
        one.Dispose();
        one.Dispose();
        Assert.That(document.Ends, Is.Zero);
        Assert.Throws<ObjectDisposedException>(() => one.Borrow());
        Assert.Throws<ObjectDisposedException>(() => one.IntoRaw());
        two.Dispose();
        Assert.That(document.Ends, Is.EqualTo(1));
    }

    [Test]
    public void AFailingDisposeHarmsNobody()
    {
        Document document = new() { Fails = true };
        ManagedHandle<Document>.Create(document).Dispose();
        Assert.That(document.Ends, Is.EqualTo(1));
    }

    [Test]
    public void AnObjectThatNobodyClosesIsALeakWithItsName()
    {
        Failure failure = default;
        Assert.That(Inspection.Checkpoint(out ulong checkpoint, ref failure), Is.EqualTo(Status.Ok));
        using ManagedHandle<Document> handle = ManagedHandle<Document>.Create(new Document());
        BlockInfo info = new() { StructSize = (uint)sizeof(BlockInfo) };
        Assert.That(Inspection.LiveList(checkpoint, &info, 1, out nuint count, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(count, Is.EqualTo((nuint)1));
        Assert.That(NativeText.Read(info.TypeName), Is.EqualTo("toolkit_document"));
        Assert.That(info.Handle, Is.EqualTo(handle.Number));
    }

    [Test]
    public void ABorrowIsReturnedOnce()
    {
        using ManagedHandle<Document> handle = ManagedHandle<Document>.Create(new Document());
        Assert.That(
            Refusal(() =>
            {
                ManagedBorrow<Document> borrow = handle.Borrow();
                ManagedBorrow<Document> copy = borrow;
                borrow.Dispose();
                borrow.Dispose();
                copy.Dispose();
            }).Status,
            Is.EqualTo(Status.NotBorrowed));
        Assert.Throws<ObjectDisposedException>(() => { ManagedBorrow<Document> gone = default; _ = gone.Value; });
        Assert.Throws<ArgumentNullException>(() => ManagedHandle<Document>.Create(null!));
    }

    private class Parent : IFfiType
    {
        public static ReadOnlySpan<byte> CName => "toolkit_parent"u8;

        public static ReadOnlySpan<byte> FreeFunction => default;
    }

    private sealed class Child : Parent;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ManagedHandle<Document> Handle, WeakReference Reference) MakeAndForget()
    {
        Document document = new();
        return (ManagedHandle<Document>.Create(document), new WeakReference(document));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadAndForget(ManagedHandle<Document> handle)
    {
        using ManagedBorrow<Document> borrow = handle.Borrow();
        Assert.That(borrow.Value.Ends, Is.Zero);
    }

    private static void Collect()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
    }
}
