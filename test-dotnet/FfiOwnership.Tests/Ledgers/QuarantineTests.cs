using FfiOwnership.Entries;
using FfiOwnership.Ledgers;
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
    public void Start() => _heap = TestHeap.Start(kind, Room * BlockSize);

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
    public void AWaitingBlockCountsAsFreedAndItsBytesAsWaiting()
    {
        BlockTotals before = _heap.Totals();
        MakeAndFree();
        BlockTotals after = _heap.Totals();
        Assert.That(after.Freed - before.Freed, Is.EqualTo(1));
        Assert.That(after.Bytes, Is.EqualTo(before.Bytes));
        Assert.That(_heap.WaitingBytes, Is.EqualTo((ulong)BlockSize));
        Array.ForEach([.. Enumerable.Range(0, 2 * Room)], _ => MakeAndFree());
        Assert.That(_heap.WaitingBytes, Is.EqualTo((ulong)(Room * BlockSize)));
    }

    [TestCase(0)]
    [TestCase(57)]
    [TestCase(BlockSize - 1)]
    [TestCase(BlockSize)]
    public void AWriteIsFoundWhileTheBlockWaits(int offset)
    {
        Entry* entry = _heap.Make(BlockSize);
        _heap.Free(entry);
        Assert.That(_heap.FindWrite(entry, out _), Is.False);
        _heap.Block(entry)[offset] ^= 1;
        Assert.That(_heap.FindWrite(entry, out nuint found), Is.True);
        Assert.That(found, Is.EqualTo((nuint)offset));
        _heap.Block(entry)[offset] ^= 1;
    }

    [Test]
    [NonParallelizable]
    public void AWriteIsReportedOnceWhenTheBlockIsDueAndTheBlockStays()
    {
        Entry* entry = _heap.Make(BlockSize);
        byte* block = _heap.Block(entry);
        _heap.Free(entry);
        block[3] ^= 1;
        ulong misuses = Ledger.Misuses;
        for (int other = 0; other < 3 * Room; other++)
        {
            MakeAndFree();
        }

        Assert.That(Ledger.Misuses - misuses, Is.EqualTo(1));
        Assert.That(_heap.Find(block), Is.EqualTo((EntryState.Quarantined, (nuint)0)));
        Assert.That(_heap.FindWrite(entry, out _), Is.True);
        Assert.That(_heap.Damage, Is.Empty);
        block[3] ^= 1;
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
        TestHeap heap = TestHeap.Start(kind, limit);
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

    [Test]
    public void WithoutALimitNoneIsOnAndNothingIsFound()
    {
        Assert.That((new Quarantine(0).IsOn, new Quarantine(1).IsOn), Is.EqualTo((false, true)));
        TestHeap heap = TestHeap.Start(kind);
        Entry* entry = heap.Make(BlockSize);
        heap.Block(entry)[0] = 0;
        Assert.That(heap.FindWrite(entry, out _), Is.False, "it is not the pattern of a quarantine");
        heap.Free(entry);
        Assert.That(entry->Word.State, Is.EqualTo(EntryState.Freed));
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
