using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>Slabs on their way between heaps, the list of their class and its pool. They are the process's, of a class that nothing else here uses.</summary>
[NonParallelizable]
internal sealed unsafe class SlabClassTests
{
    // Slots of 28 KiB: 18 in a slab, and 8 are enough.
    private const uint Number = SizeClass.Count - 2;
    private const uint Threshold = 8;

    private SlabClass* _class;
    private Slab* _slab;

    [SetUp]
    public void Make()
    {
        _ = TestHeap.Start(HeapKind.Slab);
        _class = SlabPools.OfClass(Number);
        _slab = SlabTable.TryMake(Number);
        Assert.That((_slab->MinFreeToReuse, _slab->IsOwned), Is.EqualTo((Threshold, true)));
        while (_slab->TryTakeWord(out _, out _))
        {
        }
    }

    [Test]
    public void ASlabThatIsLeftWithoutBlocksGoesIntoThePool()
    {
        // All were freed before the slab was left: nobody but who leaves it can see that they were the last.
        Free(0, _slab->SlotCount);
        Assert.That(_slab->IsOwned, Is.True);
        _class->Leave(_slab);
        Assert.That((_slab->IsPooled, _slab->CountMine()), Is.EqualTo((true, _slab->SlotCount)));
    }

    [Test]
    public void ASlabThatIsLeftWithSlotsEnoughIsListedUntilTheLastBlockIsFreed()
    {
        _slab->SetMine(0, 0xFF);
        _class->Leave(_slab);
        Assert.That(_slab->IsListed, Is.True);
        Free(8, _slab->SlotCount - 1);
        Assert.That(_slab->IsListed, Is.True);
        Free(_slab->SlotCount - 1, _slab->SlotCount);
        Assert.That(_slab->IsPooled, Is.True);
    }

    [Test]
    public void ASlabThatIsLeftWithFewSlotsIsNobodysUntilThereAreEnough()
    {
        _slab->SetMine(0, 0b111);
        _class->Leave(_slab);
        Assert.That((_slab->IsOwned, _slab->IsListed, _slab->FreeCount), Is.EqualTo((false, false, 3)));
        Free(3, Threshold - 1);
        Assert.That(_slab->IsListed, Is.False);
        Free(Threshold - 1, Threshold);
        Assert.That(_slab->IsListed, Is.True);
        AssertTaken(Threshold);
    }

    [Test]
    public void ManyAtOnceListASlabAndPoolIt()
    {
        _class->Leave(_slab);
        Add(0, Threshold + 3);
        Assert.That(_slab->IsListed, Is.True);
        Add(Threshold + 3, _slab->SlotCount);
        Assert.That(_slab->IsPooled, Is.True);
    }

    [Test]
    public void AllAtOnceListASlabAndPoolIt()
    {
        _class->Leave(_slab);
        Add(0, _slab->SlotCount);
        Assert.That(_slab->IsPooled, Is.True);
    }

    [Test]
    public void KeptMemoryGoesBackWhenItIsOverdue()
    {
        // What other tests have left to be kept goes first, so that there is room.
        for (uint number = 0; number < SizeClass.Count; number++)
        {
            SlabPools.OfClass(number)->ReleaseOverdue((uint)Environment.TickCount64 + 100, 100);
        }

        Free(0, _slab->SlotCount);
        _class->Leave(_slab);
        Assert.That((_slab->IsKept, _slab->IsDecommitted), Is.EqualTo((true, false)), "there is room for it");
        _class->ReleaseOverdue(_slab->FreedAt + 99, 100);
        Assert.That(_slab->IsKept, Is.True);
        _class->ReleaseOverdue(_slab->FreedAt + 100, 100);
        Assert.That((_slab->IsKept, _slab->IsDecommitted, _slab->IsPooled), Is.EqualTo((false, true, true)));
        AssertTaken(_slab->SlotCount);
    }

    // Others may be in front of it. All of them, and this one, are left again.
    private void AssertTaken(uint count)
    {
        List<nint> taken = [];
        do
        {
            taken.Add((nint)_class->Take());
            Assert.That(taken[^1], Is.Not.Zero);
        }
        while (taken[^1] != (nint)_slab);

        Assert.That((_slab->IsOwned, _slab->IsDecommitted, _slab->CountMine(), _slab->FreeCount), Is.EqualTo((true, false, count, 0)));
        taken.ForEach(slab => SlabPools.OfClass(Number)->Leave((Slab*)slab));
    }

    private void Free(uint first, uint end)
    {
        for (uint slot = first; slot < end; slot++)
        {
            Add(slot, slot + 1);
        }
    }

    private void Add(uint first, uint end)
    {
        _slab->SetTheirs(0, ((1ul << (int)(end - first)) - 1) << (int)first);
        _class->OnAdded(_slab, _slab->AddFree(end - first));
    }
}
