using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The free slots of one thread and one size class, over two slabs without memory. No slab is listed here, so no class is needed.</summary>
public sealed unsafe class SlotCacheTests
{
    // The length for slots of 4 KiB.
    private const int Length = 16;
    private const int Delay = 8;

    private readonly ulong[] _memory = GC.AllocateArray<ulong>(4096, pinned: true);
    private Slab* _own;
    private Slab* _other;
    private SlotCache* _cache;

    // The last test's ring.
    [TearDown]
    public void End() => _cache->Empty();

    [SetUp]
    public void Start()
    {
        Array.Clear(_memory);
        fixed (ulong* first = _memory)
        {
            byte* line = (byte*)(((nuint)first + 63) & ~(nuint)63);
            _own = (Slab*)line;
            _other = _own + 1;
            Slab* none = _own + 2;
            _cache = (SlotCache*)(_own + 3);
            foreach (nint slab in new[] { (nint)_own, (nint)_other })
            {
                *(Slab*)slab = new() { SlotCount = 128, SlotSize = 64, Entries = (Entry*)(line + ((slab == (nint)_own ? 1 : 3) * 4096)) };
                ((Slab*)slab)->StartOwned();
            }

            _own->FillMine();
            _cache->Start(none);
            Assert.That(_cache->HasRoomForTwo(), Is.False);
            Assert.That(_cache->TryMakeRoom(4096), Is.True);
        }
    }

    [Test]
    public void WithoutSlabsAndSlotsThereIsNone() => Assert.That(_cache->Take(), Is.Zero);

    [Test]
    public void SlotsOfTheSlabComeInOrder()
    {
        _cache->Begin(_own);
        for (uint slot = 0; slot < 128; slot++)
        {
            Assert.That(_cache->Take(), Is.EqualTo(SlotCache.ElementOf(_own, slot)));
        }

        Assert.That(_cache->Take(), Is.Zero);
    }

    [Test]
    public void SomeFreedSlotsStayAndTheOthersAreReusedOldestFirst()
    {
        for (uint slot = 0; slot < Delay; slot++)
        {
            _cache->Put(_other, slot);
            Assert.That(_cache->Take(), Is.Zero);
        }

        _cache->Put(_other, 100);
        _cache->Put(_other, 101);
        Assert.That(_cache->Take(), Is.EqualTo(SlotCache.ElementOf(_other, 0)));
        Assert.That(_cache->Take(), Is.EqualTo(SlotCache.ElementOf(_other, 1)));
        Assert.That(_cache->Take(), Is.Zero);
        _cache->Begin(_own);
        Assert.That(_cache->Take(), Is.EqualTo(SlotCache.ElementOf(_own, 0)), "while some stay, the slab's are used");
        Assert.That(_cache->TakeOldest(), Is.EqualTo(SlotCache.ElementOf(_other, 2)), "if nothing else is left");
    }

    [Test]
    public void TwoMoreMustFit()
    {
        for (uint slot = 0; slot < Length - 1; slot++)
        {
            Assert.That(_cache->HasRoomForTwo(), Is.True);
            _cache->Put(_other, slot);
        }

        Assert.That(_cache->HasRoomForTwo(), Is.False);
    }

    [Test]
    public void TheOldestGoHome([Values(1u, 7u, 8u, 15u)] uint count)
    {
        TakeOwn();
        for (uint slot = 0; slot < 15; slot++)
        {
            _cache->Put(slot % 3 == 0 ? _own : _other, slot * 5);
        }

        _cache->Flush(count);
        Assert.That(_cache->Count, Is.EqualTo(15 - count));
        uint ofOwn = (count + 2) / 3;
        Assert.That((_own->CountMine(), _own->FreeCount), Is.EqualTo((ofOwn, 0)), "without a count, for its owner's");
        Assert.That(_other->FreeCount, Is.EqualTo(count - ofOwn));
        for (uint slot = 0; slot < 15; slot++)
        {
            ulong* map = slot % 3 == 0 ? _own->Mine : _other->Theirs;
            Assert.That((map[slot * 5 / 64] >> (int)(slot * 5)) & 1, Is.EqualTo(slot < count ? 1 : 0), $"{slot}");
        }

        Assert.That(count == 15 || *_cache->Oldest == SlotCache.ElementOf(count % 3 == 0 ? _own : _other, count * 5), Is.True);
    }

    [Test]
    public void TheRingGoesRound()
    {
        for (uint i = 0; i < 1000; i++)
        {
            _cache->Put(_other, i % 128);
            if (i >= Delay)
            {
                Assert.That(_cache->Take(), Is.EqualTo(SlotCache.ElementOf(_other, (i - Delay) % 128)));
            }
        }
    }

    [Test]
    public void AllOfItGoesHome()
    {
        _cache->Begin(_own);
        _cache->Take();
        _cache->Take();
        Assert.That((_own->CountMine(), _cache->CountOfBits), Is.EqualTo((64u, 62u)));
        _cache->Put(_own, 0);
        _cache->Put(_other, 5);
        _cache->Empty();
        Assert.That((_own->CountMine(), _cache->CountOfBits, _cache->Count), Is.EqualTo((127u, 0u, 0u)));
        Assert.That(_other->FreeCount, Is.EqualTo(1));
        Assert.That(_cache->HasRoomForTwo(), Is.False, "the ring is another thread's");
        _cache->Empty();
        Assert.That(_own->CountMine(), Is.EqualTo(127));
    }

    [Test]
    public void ASlotThatNobodyHasSeenIsTheNextOne()
    {
        _cache->Begin(_own);
        ulong first = _cache->Take();
        _cache->Return(SlotCache.SlabOf(first), SlotCache.SlotOf(first));
        Assert.That(_cache->Take(), Is.EqualTo(first));
        for (uint slot = 0; slot <= Delay; slot++)
        {
            _cache->Put(_other, slot);
        }

        ulong freed = _cache->Take();
        Assert.That(freed, Is.EqualTo(SlotCache.ElementOf(_other, 0)));
        _cache->Return(_other, 0);
        Assert.That(*_cache->Youngest, Is.EqualTo(freed));
    }

    [Test]
    public void EveryRingIsLongEnough([Range(0u, SizeClass.Count - 1)] uint number)
    {
        uint length = SlotRings.LengthFor(SizeClass.SlotSize(number));
        Assert.That((length & (length - 1)) == 0 && length >= 2 * Slab.ReuseDelay, Is.True);
        ulong* ring = SlotRings.TryTake(length);
        new Span<ulong>(ring, (int)length).Fill(ulong.MaxValue);
        ulong* another = SlotRings.TryTake(length);
        Assert.That(Math.Abs(another - ring), Is.GreaterThanOrEqualTo(length));
        SlotRings.Return(ring, length);
        Assert.That((nint)SlotRings.TryTake(length), Is.EqualTo((nint)ring));
        SlotRings.Return(ring, length);
        SlotRings.Return(another, length);
    }

    private void TakeOwn()
    {
        _cache->Begin(_own);
        while (_cache->Take() != 0)
        {
        }
    }
}
