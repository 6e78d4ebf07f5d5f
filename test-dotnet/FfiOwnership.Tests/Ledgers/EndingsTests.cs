using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>What remains to be done with freed blocks, by the calls that end them.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class EndingsTests<THeap> : HeapFixture<THeap>
    where THeap : struct, IHeap
{
    [Test]
    public void AStringIsFreedAndCountedOnce()
    {
        Entry* text = Heap.MakeString("text");
        byte* block = Heap.Block(text);
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.Ok));
        Assert.That(text->Word.State, Is.EqualTo(EntryState.Freed));
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.DoubleFree));
        BlockTotals after = Heap.Totals();
        Assert.That((after.Created, after.Freed), Is.EqualTo((Before.Created + 1, Before.Freed + 1)));
    }

    [TestCase(4, 5)]
    [TestCase(4, 4)]
    [TestCase(15, 15)]
    public void AnOverrunIsToldAndTheStringIsGoneAllTheSame(int length, int changed)
    {
        Entry* text = Heap.MakeString(new string('x', length));
        byte* block = Heap.Block(text);
        block[changed] ^= 0x55;
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.Overrun));
        Assert.That((nint)Failure.Pointer, Is.EqualTo((nint)block));
        Assert.That(Failure.Size, Is.EqualTo((nuint)length), "its bytes from its NUL on");
        Assert.That(text->Word.State, Is.EqualTo(EntryState.Freed));
    }

    [Test]
    public void OfAStringAlsoTheNulIsGuardedOfAnotherBlockItIsNot()
    {
        Entry* text = Heap.MakeString("text");
        Entry* config = Heap.Make(5);
        Heap.Block(config)[4] = 0;
        Assert.That((IsIntact(text), IsIntact(config)), Is.EqualTo((true, true)));
        Heap.Block(text)[4] = Heap.Block(config)[4] = (byte)'!';
        Assert.That((IsIntact(text), IsIntact(config)), Is.EqualTo((false, true)));
        Heap.Block(text)[4] = 0;
        Heap.Block(text)[5] ^= 1;
        Heap.Block(config)[5] ^= 1;
        Assert.That((IsIntact(text), IsIntact(config)), Is.EqualTo((false, false)));
        Heap.Free(text);
        Heap.Free(config);
    }

    [Test]
    public void ATagGoesWithItsBlock()
    {
        Entry* text = Heap.MakeString("text");
        byte* block = Heap.Block(text);
        Assert.That(Tags.Set(Door, block, "tag"u8, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That((text->Word.IsTagged, TagOf(text)), Is.EqualTo((true, "tag")));
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.Ok));
        Assert.That((text->Word.IsTagged, TagOf(text)), Is.EqualTo((false, "")));
    }

    [Test]
    public void ADropCallbackRunsOnceWhileTheMemoryIsThere()
    {
        uint type = Drops.Register("endings_dropped", 8);
        Entry* box = Heap.Make(8, type: type);
        byte* block = Heap.Block(box);
        *(long*)block = 4711;
        Drops.Seen.Clear();
        Assert.That(Free(block, type), Is.EqualTo(Status.Ok));
        Assert.That(Drops.Seen, Is.EqualTo(new[] { ((nint)block, 4711L) }));
    }

    [Test]
    public void ADropCallbackRunsOfAnOverrunBlockToo()
    {
        uint type = Drops.Register("endings_dropped", 8);
        Entry* box = Heap.Make(8, type: type);
        byte* block = Heap.Block(box);
        *(long*)block = 12;
        block[8] ^= 1;
        Drops.Seen.Clear();
        Assert.That(Free(block, type), Is.EqualTo(Status.Overrun));
        Assert.That(Drops.Seen, Is.EqualTo(new[] { ((nint)block, 12L) }));
    }

    [Test]
    public void OnlyTagsAndCallbacksAreSpecial()
    {
        Entry* text = Heap.MakeString("text");
        FoundBlock block = Door.Of(text);
        Assert.That(Endings.IsSpecial(block, null), Is.False);
        Assert.That(Endings.IsSpecial(block, TypeRegistry.At(TypeNumber.Config)), Is.False);
        Assert.That(Endings.IsSpecial(block, TypeRegistry.At(Drops.Register("endings_dropped", 8))), Is.True);
        block.Word = block.Word.WithTag(true);
        Assert.That(Endings.IsSpecial(block, null), Is.True);
        Heap.Free(text);
    }

    [Test]
    public void ACancelledReservationWasNeverThere([Values(0, 100, 200_000)] int size)
    {
        Endings.Cancel(Door, default);
        Reservation reserved = Heap.Reserve((nuint)size);
        EntryWord word = reserved.Entry->Word;
        Endings.Cancel(Door, reserved);
        BlockTotals after = Heap.Totals();
        Assert.That((after.Created, after.Freed), Is.EqualTo((Before.Created, Before.Freed)));
        Assert.That(reserved.Entry->Word.WithLink(0), Is.EqualTo(word.WithLink(0)));
        AssertCancelled(() => Endings.Cancel(Door, Heap.Reserve((nuint)size)));
    }

    private bool IsIntact(Entry* entry) => Endings.IsIntact(Door, Door.Of(entry));

    private Status Free(byte* block, uint type) => Trees.Free(Door, block, type, ref Failure);
}
