using FfiOwnership.Memory;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Memory;

public sealed unsafe class CanaryTests
{
    private const int LargestSize = 4097;

    // Three blocks of each size side by side; the middle one is written to its last byte, then one further.
    [Test]
    public void TheFirstBytePastABlockIsGuardedAtEverySize([Values(8, 16, 32, 64, 256, 1024, 4096)] int alignment)
    {
        TestHeap heap = new();
        for (int size = 0; size <= LargestSize; size++)
        {
            Entry* left = heap.Make((nuint)size, (nuint)alignment);
            Entry* middle = heap.Make((nuint)size, (nuint)alignment);
            Entry* right = heap.Make((nuint)size, (nuint)alignment);
            byte* block = heap.Block(middle);
            bool isAligned = (nuint)block % (nuint)alignment == 0;
            new Span<byte>(block, size).Fill(0xFF);
            bool isIntactWhenFull = heap.Heap.IsIntact(middle);
            block[size] ^= 1;
            bool isFound = !heap.Heap.IsIntact(middle);
            bool areNeighboursIntact = heap.Heap.IsIntact(left) && heap.Heap.IsIntact(right);
            heap.Free(left);
            heap.Free(middle);
            heap.Free(right);
            Assert.That((isAligned, isIntactWhenFull, isFound, areNeighboursIntact), Is.EqualTo((true, true, true, true)), $"size {size}");
        }

        Assert.That(heap.Damage, Is.Empty);
    }

    [Test]
    public void EveryByteOfTheCanaryIsGuarded()
    {
        TestHeap heap = new();
        for (int size = 0; size < 64; size++)
        {
            Entry* entry = heap.Make((nuint)size);
            for (int at = size; at < size + Canary.Size; at++)
            {
                heap.Block(entry)[at] ^= 0x80;
                Assert.That(heap.Heap.IsIntact(entry), Is.False, $"size {size}, byte {at}");
                heap.Block(entry)[at] ^= 0x80;
                Assert.That(heap.Heap.IsIntact(entry), Is.True);
            }

            heap.Free(entry);
        }
    }

    [Test]
    public void AStrayNulIsSeen()
    {
        TestHeap heap = new();
        for (int round = 0; round < 1000; round++)
        {
            Entry* entry = heap.Make(16);
            heap.Block(entry)[16] = 0;
            Assert.That(heap.Heap.IsIntact(entry), Is.False);
        }
    }

    [Test]
    public void CanariesDiffer()
    {
        TestHeap heap = new();
        HashSet<ulong> canaries = [];
        for (int block = 0; block < 1000; block++)
        {
            canaries.Add(*(ulong*)(heap.Block(heap.Make(16)) + 16));
        }

        // Eight bits of each are always set, so two may be alike by chance.
        Assert.That(canaries, Has.Count.GreaterThan(990));
    }

    [Test]
    public void UnderAMemoryCheckerBlocksHaveNone()
    {
        TestHeap exact = new(new HeapOptions(ExactSizes: true, 0, false));
        TestHeap guarded = new();
        ulong Reserved(TestHeap heap)
        {
            ulong before = heap.Heap.Totals().Reserved;
            heap.Make(100);
            return heap.Heap.Totals().Reserved - before;
        }

        // The first block also makes the heap's tables grow, alike in both.
        Assert.That(Reserved(guarded) - Reserved(exact), Is.EqualTo((ulong)Canary.Size));
    }
}
