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
        Assert.That((nint)Cache->Current, Is.EqualTo((nint)_slab));
        Assert.That(Cache->Count, Is.GreaterThan(1));
    }

    [TearDown]
    public void End() => _live.ForEach(entry => _heap.Free((Entry*)entry));

    [Test]
    public void AWrongNumber() => Sees(ref _slab->Number, _slab->Number + 1, "a slab's record or the way from its entries to it is damaged");

    [Test]
    public void AWrongPlace() => Sees(ref *(nint*)&_slab->Base, (nint)_slab->Base + (1 << 30), "the page map does not lead to a slab");

    [Test]
    public void ALiveBlocksSlotIsFree()
    {
        uint slot = (uint)((Entry*)_live[^1] - _slab->Entries);
        ref ulong word = ref _slab->Mine[slot / 64];
        Sees(ref word, word | (1ul << (int)slot), "a slot that is not free is among a slab's free slots");
    }

    [Test]
    public void ASlotBehindTheLastIsFree()
    {
        Assert.That(_slab->SlotCount % 64, Is.Not.Zero);
        ref ulong word = ref _slab->Mine[_slab->SlotCount / 64];
        Sees(ref word, word | (1ul << 63), "a slot that is not free is among a slab's free slots");
    }

    [Test]
    public void ASlotIsTheOwnersAndOthers()
    {
        uint at = Enumerable.Range(0, (int)_slab->WordCount).Select(i => (uint)i).First(i => _slab->Mine[i] != 0);
        Sees(ref _slab->Theirs[at], _slab->Mine[at], "a slot of a slab is free twice");
    }

    [Test]
    public void AnOwnedSlabIsInThePool()
    {
        _slab->MarkPooled();
        string seen = _heap.Damage;
        _slab->MarkReused();
        Assert.That(seen, Is.EqualTo("a slab is owned and not owned"));
        Assert.That(_heap.Damage, Is.Empty);
    }

    [Test]
    public void AThreadsFreeSlotHasABlock() =>
        Sees(ref *Cache->Youngest, SlotCache.ElementOf(_slab, (uint)((Entry*)_live[^1] - _slab->Entries)), "a slot that is not free is among a thread's free slots");

    [Test]
    public void AThreadsFreeSlotIsBehindTheLast() =>
        Sees(ref *Cache->Youngest, SlotCache.ElementOf(_slab, _slab->SlotCount), "a slot that is not free is among a thread's free slots");

    [Test]
    public void AThreadsFreeSlotIsNoSlabs() =>
        Sees(ref *Cache->Youngest, SlotCache.ElementOf(_slab + 1, 0) + (8ul << 16), "a slot that is not free is among a thread's free slots");

    [Test]
    public void AThreadHasAFreeSlotTwice() =>
        Sees(ref *Cache->Youngest, *Cache->Oldest, "a slot is among a thread's free slots twice");

    private SlotCache* Cache => ThreadHeap.Fast->Cache(_slab->ClassNumber);

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
