using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Platform;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

[TestFixture(HeapKind.System)]
[TestFixture(HeapKind.Slab)]
internal sealed unsafe class QuarantineTests(HeapKind kind)
{
    private const int BlockSize = 100;
    private const int Room = 10;

    private TestHeap _heap = null!;

    [SetUp]
    public void Start() => _heap = new TestHeap(kind, new HeapOptions(false, Room * BlockSize, false));

    [Test]
    public void FreedBlocksWaitInLineUntilItIsFull()
    {
        nint[] entries = [.. Enumerable.Range(0, Room + 3).Select(_ => (nint)_heap.Make(BlockSize))];
        nint[] blocks = [.. entries.Select(entry => (nint)_heap.Block((Entry*)entry))];
        Array.ForEach(entries, entry => _heap.Free((Entry*)entry));
        EntryState[] states = [.. blocks.Select(block => _heap.Find((void*)block).State)];
        Assert.That(states[..3], Is.All.EqualTo(EntryState.Freed), "the oldest have left");
        Assert.That(states[3..], Is.All.EqualTo(EntryState.Quarantined));
        Assert.That(_heap.Damage, Is.Empty);
    }

    [Test]
    public void AnAddressInLineIsNotHandedOutAgain()
    {
        HashSet<nint> inLine = [.. Enumerable.Range(0, Room).Select(_ => MakeAndFree())];
        Assert.That(inLine, Has.Count.EqualTo(Room));
        for (int block = 0; block < 100; block++)
        {
            Assert.That(inLine, Does.Not.Contain((nint)_heap.Block(_heap.Make(BlockSize))));
        }
    }

    [Test]
    public void BlocksWithoutBytesLeaveTheLineToo()
    {
        nint[] entries = [.. Enumerable.Range(0, 100).Select(_ => (nint)_heap.Make(0))];
        Array.ForEach(entries, entry => _heap.Free((Entry*)entry));
        Assert.That(entries.Count(entry => ((Entry*)entry)->Word.State == EntryState.Quarantined), Is.InRange(1, Room * BlockSize / 32));
    }

    [Test]
    public void AWaitingBlockCountsAsFreedAndAsReserved()
    {
        HeapTotals before = _heap.Heap.Totals();
        MakeAndFree();
        HeapTotals after = _heap.Heap.Totals();
        Assert.That(after.Freed - before.Freed, Is.EqualTo(1));
        Assert.That(after.Bytes, Is.EqualTo(before.Bytes));
        Assert.That(after.Reserved - before.Reserved, kind == HeapKind.System ? Is.GreaterThanOrEqualTo(BlockSize) : Is.Zero, "a slab's slots are reserved at once");
    }

    [TestCase(0)]
    [TestCase(57)]
    [TestCase(BlockSize - 1)]
    [TestCase(BlockSize)]
    public void AWriteIsFoundWhileTheBlockWaits(int offset)
    {
        Entry* entry = _heap.Make(BlockSize);
        _heap.Free(entry);
        Assert.That(_heap.Heap.FindWriteAfterFree(entry, out _), Is.False);
        _heap.Block(entry)[offset] ^= 1;
        Assert.That(_heap.Heap.FindWriteAfterFree(entry, out nuint found), Is.True);
        Assert.That(found, Is.EqualTo((nuint)offset));
    }

    [Test]
    [NonParallelizable]
    public void AWriteIsReportedOnceWhenTheBlockIsDueAndTheBlockStays()
    {
        Entry* entry = _heap.Make(BlockSize);
        byte* block = _heap.Block(entry);
        _heap.Free(entry);
        block[3] ^= 1;
        ulong misuses = Misuse.Count;
        for (int other = 0; other < 3 * Room; other++)
        {
            MakeAndFree();
        }

        Assert.That(Misuse.Count - misuses, Is.EqualTo(1));
        Assert.That(_heap.Find(block), Is.EqualTo((EntryState.Quarantined, (nuint)0)));
        Assert.That(_heap.Heap.FindWriteAfterFree(entry, out _), Is.True);
        Assert.That(_heap.Damage, Is.Empty);
    }

    [Test]
    public void ABlockLargerThanTheRoomPassesThroughAndTakesNobodysPlace()
    {
        nint waiting = MakeAndFree();
        Entry* entry = _heap.Make(2 * Room * BlockSize);
        byte* block = _heap.Block(entry);
        _heap.Free(entry);
        Assert.That(_heap.Find(block).State, Is.EqualTo(EntryState.Freed));
        Assert.That(_heap.Find((void*)waiting).State, Is.EqualTo(EntryState.Quarantined));
    }

    [Test]
    public void AFreeLetsGoOnlyInProportionToWhatItBrings()
    {
        const int limit = 1 << 20;
        const int large = limit - 1;
        const int most = 64 + (large / 4096);
        TestHeap heap = new(kind, new HeapOptions(false, limit, false));
        nint[] small = [.. Enumerable.Range(0, 10_000).Select(_ => (nint)heap.Make(BlockSize))];
        Array.ForEach(small, entry => heap.Free((Entry*)entry));
        Assert.That(CountWaiting(small), Is.EqualTo(small.Length));

        heap.Free(heap.Make(large));
        Assert.That(small.Length - CountWaiting(small), Is.InRange(1, most), "a large block pays for some");

        int rounds = 0;
        for (; CountWaiting(small) != 0; rounds++)
        {
            int before = CountWaiting(small);
            heap.Free(heap.Make(BlockSize));
            Assert.That(before - CountWaiting(small), Is.InRange(1, 64), "and each later free, until all is within the limit");
            if (small.Length - CountWaiting(small) > 1000)
            {
                break;
            }
        }

        Assert.That(rounds, Is.GreaterThan(1));
        Assert.That(heap.Damage, Is.Empty);
    }

    private static int CountWaiting(nint[] entries) => entries.Count(entry => ((Entry*)entry)->Word.State == EntryState.Quarantined);

    private nint MakeAndFree()
    {
        Entry* entry = _heap.Make(BlockSize);
        nint block = (nint)_heap.Block(entry);
        _heap.Free(entry);
        return block;
    }
}
