using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>A write to the first byte past a block is seen, whatever the block's size and alignment.</summary>
[TestFixture(HeapKind.System)]
[TestFixture(HeapKind.Slab)]
internal sealed unsafe class OverrunTests(HeapKind kind)
{
    private const int LargestSize = 4097;

    // Three blocks of each size side by side; the middle one is written to its last byte, then one further.
    [Test]
    public void TheFirstBytePastABlockIsGuardedAtEverySize([Values(8, 16, 32, 64, 256, 1024, 4096)] int alignment)
    {
        TestHeap heap = TestHeap.Start(kind);
        for (int size = 0; size <= LargestSize; size++)
        {
            Entry* left = heap.Make((nuint)size, (nuint)alignment);
            Entry* middle = heap.Make((nuint)size, (nuint)alignment);
            Entry* right = heap.Make((nuint)size, (nuint)alignment);
            byte* block = heap.Block(middle);
            bool isAligned = (nuint)block % (nuint)alignment == 0;
            new Span<byte>(block, size).Fill(0xFF);
            bool isIntactWhenFull = heap.IsIntact(middle);
            block[size] ^= 1;
            bool isFound = !heap.IsIntact(middle);
            bool areNeighboursIntact = heap.IsIntact(left) && heap.IsIntact(right);
            heap.Free(left);
            heap.Free(middle);
            heap.Free(right);
            Assert.That((isAligned, isIntactWhenFull, isFound, areNeighboursIntact), Is.EqualTo((true, true, true, true)), $"size {size}");
        }

        Assert.That(heap.Damage, Is.Empty);
    }

    // On the slab heap, up to 64 bytes of what a block leaves of its slot.
    [Test]
    public void EveryByteOfASlotsGuardIsSeen()
    {
        if (kind != HeapKind.Slab)
        {
            return;
        }

        TestHeap heap = TestHeap.Start(kind);
        for (nuint size = 0; size <= LargestSize; size++)
        {
            Entry* entry = heap.Make(size, 16);
            Slab* slab = EntryArea.SlabOf(entry);
            nuint end = nuint.Min(slab->SlotSize, (size & ~(nuint)7) + Slab.LongestGuard);
            byte* block = heap.Block(entry);
            for (nuint at = size; at < end; at++)
            {
                block[at] ^= 1;
                Assert.That(heap.IsIntact(entry), Is.False, $"size {size}, byte {at}");
                block[at] ^= 1;
            }

            Assert.That(heap.IsIntact(entry), Is.True, $"size {size}");
            heap.Free(entry);
        }
    }

    [TestCase(40, 47, true)]
    [TestCase(40, 40, false)]
    [TestCase(41, 47, true)]
    public void TheBlockBehindIsSuspectedIfTheLastByteBeforeItChanged(int size, int at, bool isSuspected)
    {
        TestHeap heap = TestHeap.Start(kind);
        nint[] entries = [.. Enumerable.Range(0, 100).Select(_ => (nint)heap.Make((nuint)size, 16))];
        Dictionary<nint, nint> byBlock = entries.ToDictionary(entry => (nint)heap.Block((Entry*)entry));
        nint first = entries.FirstOrDefault(entry => byBlock.ContainsKey((nint)heap.Block((Entry*)entry) + 48));
        if (first == 0)
        {
            Assert.That(kind, Is.EqualTo(HeapKind.System));
            return;
        }

        byte* block = heap.Block((Entry*)first);
        block[at] ^= 1;
        Assert.That(heap.IsIntact((Entry*)first), Is.False);
        nint expected = kind == HeapKind.Slab && isSuspected ? byBlock[(nint)block + 48] : 0;
        Assert.That((nint)heap.SuspectBehind((Entry*)first), Is.EqualTo(expected));
        block[at] ^= 1;
        Array.ForEach(entries, entry => heap.Free((Entry*)entry));
    }

    [Test]
    public void AStrayNulIsSeen()
    {
        TestHeap heap = TestHeap.Start(kind);
        for (int round = 0; round < 1000; round++)
        {
            Entry* entry = heap.Make(16);
            byte guarded = heap.Block(entry)[16];
            heap.Block(entry)[16] = 0;
            Assert.That(heap.IsIntact(entry), Is.False);
            heap.Block(entry)[16] = guarded;
            heap.Free(entry);
        }
    }
}
