using FfiOwnership.Entries;
using FfiOwnership.Heaps.System;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The canaries of the system heap, which are longer than need be.</summary>
public sealed unsafe class CanaryTests
{
    [Test]
    public void EveryByteOfTheCanaryIsGuarded()
    {
        TestHeap heap = TestHeap.Start();
        for (int size = 0; size < 64; size++)
        {
            Entry* entry = heap.Make((nuint)size);
            for (int at = size; at < size + Canary.Size; at++)
            {
                heap.Block(entry)[at] ^= 0x80;
                Assert.That(heap.IsIntact(entry), Is.False, $"size {size}, byte {at}");
                heap.Block(entry)[at] ^= 0x80;
                Assert.That(heap.IsIntact(entry), Is.True);
            }

            heap.Free(entry);
        }
    }

    [Test]
    public void CanariesDiffer()
    {
        TestHeap heap = TestHeap.Start();
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
        TestHeap exact = TestHeap.Start(exactSizes: true);
        TestHeap guarded = TestHeap.Start();
        ulong Reserved(TestHeap heap)
        {
            ulong before = heap.Totals().Reserved;
            heap.Make(100);
            return heap.Totals().Reserved - before;
        }

        // The first block also makes the heap's tables grow, alike in both.
        Assert.That(Reserved(guarded) - Reserved(exact), Is.EqualTo((ulong)Canary.Size));
    }
}
