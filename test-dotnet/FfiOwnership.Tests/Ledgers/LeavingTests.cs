using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>A thread that leaves the library, in a callback, while a call of its own is under way.</summary>
[NonParallelizable]
internal sealed unsafe class LeavingTests : HeapFixture<SlabHeap>
{
    [Test]
    public void WhatItGivesBackAfterwardsItGivesBackAsAStranger()
    {
        using ManualResetEventSlim end = new();
        Entry* block = Heap.Make(24);
        SlabHeap door = Door;
        ThreadHeap* left = ThreadHeap.Fast;
        block->Store(block->Word.With(EntryState.Freed, 0));
        ThreadHeap.Detach();
        List<Thread> others = TakeHeapsOver(left, end);
        (ulong blocks, ulong bytes) before = FreedBy(left);
        uint sizeClass = EntryArea.SlabOf(block)->ClassNumber;
        uint free = left->Cache(sizeClass)->Count;
        try
        {
            Endings.GiveBack(door, block);
            Assert.That((nint)ThreadHeap.Fast, Is.Not.EqualTo((nint)left));
            Assert.That(FreedBy(left), Is.EqualTo(before), "the counters are the other thread's");
            Assert.That(left->Cache(sizeClass)->Count, Is.EqualTo(free), "and so are the free slots");
        }
        finally
        {
            end.Set();
            others.ForEach(other => other.Join());
        }
    }

    // Threads that come until one of them has the heap that was left.
    private static List<Thread> TakeHeapsOver(ThreadHeap* left, ManualResetEventSlim end)
    {
        List<Thread> others = [];
        nint taken = 0;
        while (taken != (nint)left)
        {
            using ManualResetEventSlim isThere = new();
            Thread other = new(() =>
            {
                taken = (nint)ThreadHeap.Mine;
                isThere.Set();
                end.Wait();
                ThreadHeap.Detach();
            });
            others.Add(other);
            other.Start();
            isThere.Wait();
        }

        return others;
    }

    private static (ulong Blocks, ulong Bytes) FreedBy(ThreadHeap* heap)
    {
        (ulong blocks, ulong bytes) = (0, 0);
        heap->Counters.AddFreed(ref blocks, ref bytes);
        return (blocks, bytes);
    }
}
