using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Owners;

/// <summary>Tests of fast calls: each begins with a heap of the thread's own in which nothing waits for its reuse, and leaves nothing behind.</summary>
public abstract unsafe class FastCallsFixture
{
    private protected StatisticsData _before;
    private protected Failure _failure;
    private protected void* _heap;

    [OneTimeSetUp]
    public void LookAtTheHeap()
    {
        if (ProcessLedger.Kind != HeapKind.Slab || Endings.IsSpecial(default, null))
        {
            Assert.Ignore("there are no fast calls on the system heap, nor frees while freed blocks wait or are zeroed");
        }
    }

    [SetUp]
    public void Begin()
    {
        ThreadHeap.Detach();
        _heap = ThreadHeap.Mine;
        _before = ProcessLedger.Statistics;
    }

    [TearDown]
    public void Balance() => ProcessLedger.AssertBalance(_before);
}
