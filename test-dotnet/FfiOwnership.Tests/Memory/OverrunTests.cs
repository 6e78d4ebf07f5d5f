using FfiOwnership.Memory;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Memory;

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
        TestHeap heap = new(kind);
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
    public void AStrayNulIsSeen()
    {
        TestHeap heap = new(kind);
        for (int round = 0; round < 1000; round++)
        {
            Entry* entry = heap.Make(16);
            heap.Block(entry)[16] = 0;
            Assert.That(heap.Heap.IsIntact(entry), Is.False);
        }
    }
}
