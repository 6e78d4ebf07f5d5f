using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;
using ThreadState = FfiOwnership.Ledgers.ThreadState;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Handles of strings, issued, borrowed and ended on either heap.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class HandlesTests<THeap> : HeapFixture<THeap>
    where THeap : struct, IHeap
{
    private StatisticsData _statistics;
    private Entry* _text;
    private ulong _handle;

    private static ThreadState* Mine => ThreadState.Mine;

    [SetUp]
    public void Issue()
    {
        _statistics = ProcessLedger.Statistics;
        _text = Heap.MakeString("text");
        Assert.That(Handles.FromRaw(Door, Mine, Heap.Block(_text), TypeNumber.String, out _handle, ref Failure), Is.EqualTo(Status.Ok));
    }

    [TearDown]
    public void BalanceHandles()
    {
        StatisticsData statistics = ProcessLedger.Statistics;
        Assert.That((statistics.LiveHandles, statistics.LiveBorrows), Is.EqualTo((_statistics.LiveHandles, _statistics.LiveBorrows)));
    }

    [Test]
    public void AHandleAndItsBlockNameEachOther()
    {
        HandleSlot* slot = SlotOf(_handle);
        Assert.That((_text->Word.State, (nint)HandleTable.At(_text->Word.HandleIndex)), Is.EqualTo((EntryState.HandleOwned, (nint)slot)));
        Assert.That((slot->Entry, (nint)slot->Pointer, slot->Size), Is.EqualTo((Heap.IdOf(_text), (nint)Heap.Block(_text), (nuint)4)));
        AssertReleased();
    }

    [Test]
    public void ABlockIsFreedWithItsHandleWhichIsStaleThen()
    {
        AssertReleased();
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.Freed));
        Assert.That(Release(), Is.EqualTo(Status.StaleHandle));
        Assert.That(Heap.Totals().Freed, Is.EqualTo(Before.Freed + 1));
    }

    [Test]
    public void AnOverrunIsToldByTheRelease()
    {
        Heap.Block(_text)[5] ^= 0x55;
        Assert.That(Release(), Is.EqualTo(Status.Overrun));
        Assert.That((_text->Word.State, Release()), Is.EqualTo((EntryState.Freed, Status.StaleHandle)));
    }

    [Test]
    public void ATagGoesWithTheHandle()
    {
        Assert.That(Tags.Set(Door, Heap.Block(_text), "tag"u8, ref Failure), Is.EqualTo(Status.Ok));
        AssertReleased();
        Assert.That((_text->Word.IsTagged, TagOf(_text)), Is.EqualTo((false, "")));
    }

    [Test]
    public void AHandleThatIsNotIssuedCostsNoSlot()
    {
        // A thread on slabs takes slots in batches: by now it has had as many as it keeps.
        RefuseMany();
        uint slots = HandleTable.Count;
        RefuseMany();
        Assert.That(HandleTable.Count, Is.EqualTo(slots));
        AssertReleased();
    }

    [Test]
    public void OnlyTheLastReferenceEndsTheBlock()
    {
        Assert.That(Handles.Retain(_handle, ref Failure), Is.EqualTo(Status.Ok));
        AssertReleased();
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.HandleOwned));
        Borrow();
        Assert.That(Release(), Is.EqualTo(Status.Borrowed));
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.HandleOwned));
        Assert.That(Handles.TryReturn(Mine, _handle), Is.True);
        AssertReleased();
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.Freed));
    }

    [Test]
    public void ABorrowLendsTheTextAndIsTakenBack()
    {
        HandleWord word = SlotOf(_handle)->Word;
        Assert.That(Handles.TryReturn(Mine, _handle), Is.False, "nothing is borrowed");
        Assert.That(Handles.Borrow(Mine, _handle, TypeNumber.String, isExclusive: false, out void* lent, out nuint size, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(((nint)lent, size), Is.EqualTo(((nint)Heap.Block(_text), (nuint)4)));
        Assert.That(SlotOf(_handle)->Word, Is.EqualTo(word.WithBorrows(1)));
        Assert.That(Handles.TryReturn(Mine, _handle), Is.True);
        Assert.That(SlotOf(_handle)->Word, Is.EqualTo(word));
        AssertReleased();
    }

    [Test]
    public void ARefusedBorrowChangesNothing()
    {
        HandleSlot* slot = SlotOf(_handle);
        HandleWord word = slot->Word;
        AssertBorrowRefused(TypeNumber.Config, isExclusive: false, Status.WrongType);
        slot->Store(word.WithBorrows(1));
        AssertBorrowRefused(TypeNumber.String, isExclusive: true, Status.BorrowConflict);
        slot->Store(word.WithBorrows(HandleWord.Exclusive - 1));
        AssertBorrowRefused(TypeNumber.String, isExclusive: false, Status.Limit);
        slot->Store(word.WithBorrows(HandleWord.Exclusive));
        AssertBorrowRefused(TypeNumber.String, isExclusive: false, Status.BorrowConflict);
        AssertBorrowRefused(TypeNumber.String, isExclusive: true, Status.BorrowConflict);
        Assert.That(Handles.TryReturn(Mine, _handle), Is.False, "it may be that of a tree that must be claimed");
        slot->Store(word);
        AssertReleased();
    }

    [Test]
    public void AnExclusiveBorrowIsReturned()
    {
        Assert.That(Handles.Borrow(Mine, _handle, TypeNumber.String, isExclusive: true, out _, out _, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(SlotOf(_handle)->Word.Borrows, Is.EqualTo(HandleWord.Exclusive));
        Assert.That(Handles.ReturnSlow(Door, Mine, _handle, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(SlotOf(_handle)->Word.Borrows, Is.Zero);
        Assert.That(Handles.ReturnSlow(Door, Mine, _handle, ref Failure), Is.EqualTo(Status.NotBorrowed));
        AssertReleased();
    }

    [Test]
    public void AClosingHandleEndsWithTheReturnOfItsBorrow()
    {
        Borrow();
        Assert.That(Handles.Release(Door, Mine, _handle, mayClose: true, ref Failure), Is.EqualTo(Status.Ok));
        AssertBorrowRefused(TypeNumber.String, isExclusive: false, Status.StaleHandle);
        Assert.That(Handles.Retain(_handle, ref Failure), Is.EqualTo(Status.StaleHandle));
        Assert.That(Handles.TryReturn(Mine, _handle), Is.False);
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.HandleOwned));
        Assert.That(Handles.ReturnSlow(Door, Mine, _handle, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.Freed));
    }

    [Test]
    public void ATradedHandleIsStaleAndItsBlockTheCallers()
    {
        Assert.That(Handles.IntoRaw(Door, Mine, _handle, TypeNumber.String, EntryState.CallerOwned, out void* pointer, out nuint lent, out FoundBlock block, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(((nint)pointer, lent, (nint)block.Entry), Is.EqualTo(((nint)Heap.Block(_text), (nuint)4, (nint)_text)));
        Assert.That((_text->Word.State, _text->Word), Is.EqualTo((EntryState.CallerOwned, block.Word)));
        Assert.That(Release(), Is.EqualTo(Status.StaleHandle));
        Heap.Free(_text);
    }

    private void RefuseMany()
    {
        for (int round = 0; round < 200; round++)
        {
            Assert.That(Handles.FromRaw(Door, Mine, (void*)8, TypeNumber.String, out ulong none, ref Failure), Is.EqualTo(Status.ForeignPointer));
            Assert.That(none, Is.Zero);
        }
    }

    private void Borrow() => Assert.That(Handles.Borrow(Mine, _handle, TypeNumber.String, isExclusive: false, out _, out _, ref Failure), Is.EqualTo(Status.Ok));

    private void AssertBorrowRefused(uint type, bool isExclusive, Status status)
    {
        HandleWord word = SlotOf(_handle)->Word;
        Assert.That(Handles.Borrow(Mine, _handle, type, isExclusive, out void* lent, out nuint size, ref Failure), Is.EqualTo(status));
        Assert.That(((nint)lent, size, SlotOf(_handle)->Word), Is.EqualTo(((nint)0, (nuint)0, word)));
    }

    private void AssertReleased() => Assert.That(Release(), Is.EqualTo(Status.Ok));

    private Status Release() => Handles.Release(Door, Mine, _handle, mayClose: false, ref Failure);

    private static HandleSlot* SlotOf(ulong handle)
    {
        Assert.That(HandleCodec.TryDecode(handle, out uint index, out _), Is.True);
        return HandleTable.At(index);
    }
}
