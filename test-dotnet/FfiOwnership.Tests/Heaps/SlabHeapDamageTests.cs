using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The slab heap's own validation sees each damage that it is there for; all of it is mended again, for the slabs are everybody's.</summary>
[NonParallelizable]
internal sealed unsafe class SlabHeapDamageTests
{
    private const int Blocks = 8;

    private readonly List<nint> _live = [];
    private TestHeap _heap = null!;
    private Slab* _slab;

    // A slab of this thread's, with some blocks and some freed slots in line.
    [SetUp]
    public void Fill()
    {
        _heap = TestHeap.Start(HeapKind.Slab);
        _live.Clear();
        do
        {
            _live.Add((nint)_heap.Make(100));
            _slab = EntryArea.SlabOf((Entry*)_live[^1]);
        }
        while (_live.Count(IsInSlab) < Blocks);

        foreach (nint entry in _live.Where(IsInSlab).Take(Blocks / 2).ToList())
        {
            _heap.Free((Entry*)entry);
            _live.Remove(entry);
        }

        Assert.That(_heap.Damage, Is.Empty);
        Assert.That((nint)_slab->Owner, Is.EqualTo((nint)ThreadHeap.Fast));
        Assert.That(_slab->FreeCount, Is.GreaterThan(1));
    }

    [TearDown]
    public void End() => _live.ForEach(entry => _heap.Free((Entry*)entry));

    [Test]
    public void AWrongNumber() => Sees(ref _slab->Number, _slab->Number + 1, "a slab's record or the way from its entries to it is damaged");

    [Test]
    public void AWrongPlace() => Sees(ref *(nint*)&_slab->Base, (nint)_slab->Base + (1 << 30), "the page map does not lead to a slab");

    [Test]
    public void MoreSlotsAreUsedThanThereAre() => Sees(ref _slab->Bump, _slab->SlotCount + 1, "a slab's counts are damaged");

    [Test]
    public void MoreSlotsAreFreeThanWereUsed() => Sees(ref _slab->FreeCount, _slab->Bump + 1, "a slab's counts are damaged");

    [Test]
    public void AnOwnedSlabIsInAListOfNobodys([Values(SlabListKind.None, SlabListKind.Abandoned, SlabListKind.Empty)] SlabListKind list) =>
        Sees(ref _slab->List, list, "a slab is owned and not owned");

    [Test]
    public void ALiveBlockStandsInLine() =>
        Sees(ref _slab->Head, (uint)((Entry*)_live[^1] - _slab->Entries), "a slab's free list leads to a slot that is not free");

    [Test]
    public void TheLineLeadsBeyondTheSlotsInUse() => Sees(ref _slab->Head, _slab->Bump, "a slab's free list leads to a slot that is not free");

    [Test]
    public void TheLineHasAnotherEnd() => Sees(ref _slab->Tail, _slab->Tail ^ 1, "a slab's free list has another end");

    private bool IsInSlab(nint entry) => EntryArea.SlabOf((Entry*)entry) == _slab;

    private void Sees<T>(ref T field, T damaged, string damage)
        where T : unmanaged
    {
        T sound = field;
        field = damaged;
        string seen = _heap.Damage;
        field = sound;
        Assert.That(seen, Is.EqualTo(damage));
        Assert.That(_heap.Damage, Is.Empty);
    }
}
