using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Tests of the ledger's own methods on a heap of their own, which must be left as they found it.</summary>
internal abstract unsafe class HeapFixture<THeap>
    where THeap : struct, IHeap
{
    private BlockTotals _before;
    private Failure _failure;

    /// <summary>The heap.</summary>
    protected TestHeap<THeap> Heap { get; private set; } = null!;

    /// <summary>The calling thread's door to it.</summary>
    protected THeap Door => Heap.Door;

    /// <summary>What the heap had counted when the test began.</summary>
    protected ref readonly BlockTotals Before => ref _before;

    /// <summary>What the calls of the test fill in.</summary>
    protected ref Failure Failure => ref _failure;

    [OneTimeSetUp]
    public void LookAtTheEnvironment()
    {
        Assert.That(ProcessLedger.Kind, Is.Not.Zero, "the types are known when the library has started");
        if (Endings.IsSpecial(default, null))
        {
            Assert.Ignore("by its environment the process has a quarantine, which knows the process's own heap only, or zeroes all that is freed");
        }
    }

    [SetUp]
    public void StartHeap()
    {
        Heap = TestHeap.Start<THeap>();
        _before = Heap.Totals();
    }

    [TearDown]
    public void Balance()
    {
        BlockTotals after = Heap.Totals();
        Assert.That((after.Created - after.Freed, after.Bytes), Is.EqualTo((_before.Created - _before.Freed, _before.Bytes)));
        Assert.That(Heap.Damage, Is.Empty);
    }

    /// <summary>Asserts that a step gives back what it reserves: after a while the heap takes no more memory, however often it is done.</summary>
    protected void AssertCancelled(Action step)
    {
        const int rounds = 1000;
        Array.ForEach(new int[rounds], _ => step());
        ulong reserved = Heap.Totals().Reserved;
        Array.ForEach(new int[20 * rounds], _ => step());
        Assert.That(Heap.Totals().Reserved, Is.EqualTo(reserved));
    }

    /// <summary>The entry of a block.</summary>
    protected Entry* EntryOf(void* block)
    {
        bool isFound = Door.TryFind(block, out FoundBlock found);
        Door.Leave(found);
        Assert.That(isFound, Is.True);
        return found.Entry;
    }

    /// <summary>The tag that the table has for an entry.</summary>
    protected string TagOf(Entry* entry)
    {
        byte* tag = stackalloc byte[Tags.Size];
        Tags.Copy(Heap.IdOf(entry), new Span<byte>(tag, Tags.Size));
        return NativeText.Read(tag);
    }
}
