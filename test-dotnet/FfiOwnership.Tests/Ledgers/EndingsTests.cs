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
internal sealed unsafe class EndingsTests<THeap>
    where THeap : struct, IHeap
{
    private TestHeap<THeap> _heap = null!;
    private BlockTotals _before;
    private Failure _failure;

    private THeap Door => _heap.Door;

    [SetUp]
    public void Start()
    {
        Assert.That(ProcessLedger.Kind, Is.Not.Zero, "the types are known when the library has started");
        _heap = TestHeap.Start<THeap>();
        _before = _heap.Totals();
    }

    [TearDown]
    public void Balance()
    {
        BlockTotals after = _heap.Totals();
        Assert.That((after.Created - after.Freed, after.Bytes), Is.EqualTo((_before.Created - _before.Freed, _before.Bytes)));
        Assert.That(_heap.Damage, Is.Empty);
    }

    [Test]
    public void AStringIsFreedAndCountedOnce()
    {
        Entry* text = _heap.MakeString("text");
        byte* block = _heap.Block(text);
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.Ok));
        Assert.That(text->Word.State, Is.EqualTo(EntryState.Freed));
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.DoubleFree));
        BlockTotals after = _heap.Totals();
        Assert.That((after.Created, after.Freed), Is.EqualTo((_before.Created + 1, _before.Freed + 1)));
    }

    [TestCase(4, 5)]
    [TestCase(4, 4)]
    [TestCase(15, 15)]
    public void AnOverrunIsToldAndTheStringIsGoneAllTheSame(int length, int changed)
    {
        Entry* text = _heap.MakeString(new string('x', length));
        byte* block = _heap.Block(text);
        block[changed] ^= 0x55;
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.Overrun));
        Assert.That((nint)_failure.Pointer, Is.EqualTo((nint)block));
        Assert.That(_failure.Size, Is.EqualTo((nuint)length), "its bytes from its NUL on");
        Assert.That(text->Word.State, Is.EqualTo(EntryState.Freed));
    }

    [Test]
    public void OfAStringAlsoTheNulIsGuardedOfAnotherBlockItIsNot()
    {
        Entry* text = _heap.MakeString("text");
        Entry* config = _heap.Make(5);
        _heap.Block(config)[4] = 0;
        Assert.That((IsIntact(text), IsIntact(config)), Is.EqualTo((true, true)));
        _heap.Block(text)[4] = _heap.Block(config)[4] = (byte)'!';
        Assert.That((IsIntact(text), IsIntact(config)), Is.EqualTo((false, true)));
        _heap.Block(text)[4] = 0;
        _heap.Block(text)[5] ^= 1;
        _heap.Block(config)[5] ^= 1;
        Assert.That((IsIntact(text), IsIntact(config)), Is.EqualTo((false, false)));
        _heap.Free(text);
        _heap.Free(config);
    }

    [Test]
    public void ATagGoesWithItsBlock()
    {
        Entry* text = _heap.MakeString("text");
        byte* block = _heap.Block(text);
        Assert.That(Tags.Set(Door, block, "tag"u8, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That((text->Word.IsTagged, HasTag(text)), Is.EqualTo((true, true)));
        Assert.That(Free(block, TypeNumber.String), Is.EqualTo(Status.Ok));
        Assert.That((text->Word.IsTagged, HasTag(text)), Is.EqualTo((false, false)));
    }

    [Test]
    public void ADropCallbackRunsOnceWhileTheMemoryIsThere()
    {
        uint type = Drops.Register("endings_dropped", 8);
        Entry* box = _heap.Make(8, type: type);
        byte* block = _heap.Block(box);
        *(long*)block = 4711;
        Drops.Seen.Clear();
        Assert.That(Free(block, type), Is.EqualTo(Status.Ok));
        Assert.That(Drops.Seen, Is.EqualTo(new[] { ((nint)block, 4711L) }));
    }

    [Test]
    public void ADropCallbackRunsOfAnOverrunBlockToo()
    {
        uint type = Drops.Register("endings_dropped", 8);
        Entry* box = _heap.Make(8, type: type);
        byte* block = _heap.Block(box);
        *(long*)block = 12;
        block[8] ^= 1;
        Drops.Seen.Clear();
        Assert.That(Free(block, type), Is.EqualTo(Status.Overrun));
        Assert.That(Drops.Seen, Is.EqualTo(new[] { ((nint)block, 12L) }));
    }

    [Test]
    public void OnlyTagsAndCallbacksAreSpecial()
    {
        if (Endings.Waiting.IsOn)
        {
            Assert.Ignore("with a quarantine every block is");
        }

        Entry* text = _heap.MakeString("text");
        FoundBlock block = Door.Of(text);
        Assert.That(Endings.IsSpecial(block, null), Is.False);
        Assert.That(Endings.IsSpecial(block, TypeRegistry.At(TypeNumber.Config)), Is.False);
        Assert.That(Endings.IsSpecial(block, TypeRegistry.At(Drops.Register("endings_dropped", 8))), Is.True);
        block.Word = block.Word.WithTag(true);
        Assert.That(Endings.IsSpecial(block, null), Is.True);
        _heap.Free(text);
    }

    [Test]
    public void ACancelledReservationWasNeverThere([Values(0, 100, 200_000)] int size)
    {
        Endings.Cancel(Door, default);
        Reservation reserved = _heap.Reserve((nuint)size);
        EntryWord word = reserved.Entry->Word;
        Endings.Cancel(Door, reserved);
        BlockTotals after = _heap.Totals();
        Assert.That((after.Created, after.Freed), Is.EqualTo((_before.Created, _before.Freed)));
        Assert.That(reserved.Entry->Word.WithLink(0), Is.EqualTo(word.WithLink(0)));
    }

    private bool IsIntact(Entry* entry) => Endings.IsIntact(Door, Door.Of(entry));

    private Status Free(byte* block, uint type) => Trees.Free(Door, block, type, ref _failure);

    private bool HasTag(Entry* entry)
    {
        Span<byte> tag = stackalloc byte[Tags.Size];
        Tags.Copy(_heap.IdOf(entry), tag);
        return tag[0] != 0;
    }
}
