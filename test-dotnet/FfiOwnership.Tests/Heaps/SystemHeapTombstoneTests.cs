using FfiOwnership.Entries;
using FfiOwnership.Heaps.System;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>What is remembered of freed blocks, and how much.</summary>
public sealed unsafe class SystemHeapTombstoneTests
{
    private const int Stripes = 16;
    private const int MostTombstones = Stripes * (int)SystemHeap.TombstonesPerStripe;
    private const int ManyBlocks = 2 * MostTombstones;

    // How the blocks spread over the stripes is up to the C runtime; a page of 64 KiB is always in one stripe.
    [Test]
    public void TheyAreBoundedAndTheOldestGoFirst()
    {
        TestHeap heap = TestHeap.Start();
        nint[] addresses = FreeMany(heap);

        bool[] remembered = [.. addresses.Select(address => heap.Find((void*)address).State == EntryState.Freed)];
        Assert.That(remembered.Count(isRemembered => isRemembered), Is.LessThanOrEqualTo(MostTombstones));
        Assert.That(remembered[^(int)SystemHeap.TombstonesPerStripe..], Is.All.True, "no stripe has had more to forget since");
        foreach (IGrouping<nint, int> page in Enumerable.Range(0, ManyBlocks).GroupBy(number => addresses[number] >> 16))
        {
            bool[] inOrder = [.. page.Select(number => remembered[number])];
            Assert.That(inOrder, Is.Ordered, "what was forgotten was freed before what is remembered");
        }

        Assert.That(heap.Damage, Is.Empty);
    }

    [Test]
    public void TheLedgersMemoryDoesNotGrowWithTheNumberOfFrees()
    {
        const int rounds = 8;
        TestHeap heap = TestHeap.Start();
        FreeMany(heap);
        ulong reserved = heap.Totals().Reserved;
        for (int round = 1; round < rounds; round++)
        {
            FreeMany(heap);
        }

        Assert.That(heap.Totals().Freed, Is.EqualTo(rounds * ManyBlocks));
        Assert.That(heap.Totals().Reserved, Is.LessThan(2 * reserved));
    }

    [Test]
    public void AnAddressThatIsHandedOutAgainIsTheNewBlocksName()
    {
        TestHeap heap = TestHeap.Start();
        HashSet<nint> seen = [];
        int reused = 0;
        for (int round = 0; round < 1000; round++)
        {
            Entry* entry = heap.Make(64);
            byte* block = heap.Block(entry);
            reused += seen.Add((nint)block) ? 0 : 1;
            Assert.That(heap.Find(block), Is.EqualTo((EntryState.CallerOwned, (nuint)0)));
            heap.Free(entry);
            Assert.That(heap.Find(block), Is.EqualTo((EntryState.Freed, (nuint)0)));
        }

        Assert.That(reused, Is.Positive, "the C runtime hands an address out again at once");
        Assert.That(heap.Damage, Is.Empty);
    }

    [Test]
    public void AnInteriorAddressOfAFreedBlockIsStillTold()
    {
        TestHeap heap = TestHeap.Start();
        foreach (nuint size in new nuint[] { 100, 70_000, 1 << 20 })
        {
            Entry* entry = heap.Make(size);
            byte* block = heap.Block(entry);
            heap.Free(entry);
            Assert.That(heap.Find(block + (size / 2)), Is.EqualTo((EntryState.Freed, size / 2)));
        }
    }

    private static nint[] FreeMany(TestHeap heap)
    {
        nint[] entries = new nint[ManyBlocks];
        for (int block = 0; block < ManyBlocks; block++)
        {
            entries[block] = (nint)heap.Make(40);
        }

        nint[] addresses = [.. entries.Select(entry => (nint)heap.Block((Entry*)entry))];
        foreach (nint entry in entries)
        {
            heap.Free((Entry*)entry);
        }

        return addresses;
    }
}
