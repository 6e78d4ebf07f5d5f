using FfiOwnership.Entries;
using FfiOwnership.Heaps.System;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The heap's own validation sees each damage that it is there for, and none where there is none.</summary>
public sealed unsafe class SystemHeapDamageTests
{
    private TestHeap _heap = null!;
    private SystemEntry* _record;

    [SetUp]
    public void Fill()
    {
        _heap = TestHeap.Start();
        for (nuint size = 1; size < 1 << 20; size *= 2)
        {
            _heap.Free(_heap.Make(size));
            _heap.Make(size);
        }

        _record = (SystemEntry*)_heap.Make(100);
        Assert.That(_heap.Damage, Is.Empty);
    }

    [Test]
    public void AWrongNumber() => Sees(ref _record->Id, "an index of the system heap leads to a wrong record");

    [Test]
    public void AWrongStripe() => Sees(ref _record->Stripe, "an index of the system heap leads to a wrong record");

    [Test]
    public void ABrokenPageList() => Sees(ref _record->PreviousInPage, "a page list of the system heap is broken");

    [Test]
    public void AWrongSize() => Sees(ref _record->Size, "a record of the system heap counts for another size than its block has");

    [Test]
    public void AWrongCountOfBytes() => Sees(ref _record->CountedBytes, "a record of the system heap counts for another size than its block has");

    [Test]
    public void AnUncountedBlock()
    {
        _record->IsCounted = false;
        Assert.That(_heap.Damage, Is.EqualTo("the counters of the system heap do not match its records"));
    }

    [Test]
    public void ALiveTombstone()
    {
        _heap.Free(&_record->Entry);
        _record->Entry.Store(_record->Entry.Word.With(EntryState.CallerOwned, 0));
        Assert.That(_heap.Damage, Is.EqualTo("a tombstone of the system heap is live"));
    }

    private void Sees<T>(ref T field, string damage)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        field++;
        Assert.That(_heap.Damage, Is.EqualTo(damage));
        field--;
        Assert.That(_heap.Damage, Is.Empty);
    }
}
