using System.Numerics;
using CsCheck;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The free slots of one slab, and its word, as its owner and others use them. No memory stands behind its slots.</summary>
internal sealed unsafe class SlabTests
{
    // Not a whole number of words.
    private const uint Count = 150;

    private readonly ulong[] _memory = GC.AllocateArray<ulong>(1024, pinned: true);
    private Slab _slab;

    [SetUp]
    public void Start() => Start(Count);

    [Test]
    public void ANewSlabsSlotsComeInOrderAndThenNone([Values(1u, 16u, 63u, 64u, 65u, 128u, 150u)] uint count)
    {
        Start(count);
        Assert.That((_slab.CountMine(), _slab.UsedCount), Is.EqualTo((count, 0u)));
        Assert.That(TakeAll(), Is.EqualTo(Numbers(0, (int)count)));
        Assert.That(_slab.TryTakeWord(out _, out _), Is.False);
        Assert.That((_slab.CountMine(), _slab.UsedCount), Is.EqualTo((0u, count)));
    }

    [Test]
    public void TheSearchGoesRound()
    {
        Assert.That(Take(), Is.EqualTo(Numbers(0, 64)));
        _slab.SetMine(0, 0b101);
        Assert.That(Take(), Is.EqualTo(Numbers(64, 64)), "what was freed comes after all others");
        Assert.That(Take(), Is.EqualTo(Numbers(128, 22)));
        Assert.That(Take(), Is.EqualTo(new uint[] { 0, 2 }));
        _slab.SetMine(0, 0b10);
        _slab.SetMine(2, 0b10);
        Assert.That(Take(), Is.EqualTo(new uint[] { 129 }));
        _slab.SetMine(2, 0b100);
        _slab.Rewind();
        Assert.That(Take(), Is.EqualTo(new uint[] { 1 }));
    }

    [Test]
    public void EntriesAreInUseFromTheFirstTimeOn()
    {
        Take();
        Assert.That(_slab.UsedCount, Is.EqualTo(64));
        TakeAll();
        _slab.SetMine(0, 1);
        _slab.Rewind();
        Take();
        Assert.That(_slab.UsedCount, Is.EqualTo(Count));
    }

    [TestCase(16u, 8u)]
    [TestCase(128u, 8u)]
    [TestCase(4096u, 256u)]
    public void AUsedUpSlabWaitsForSlotsEnough(uint count, uint threshold) =>
        Assert.That(new Slab { SlotCount = count }.MinFreeToReuse, Is.EqualTo(threshold));

    [TestCase(8u, 0u, AddedFree.IsNoMatter)]
    [TestCase(8u, 1u, AddedFree.IsEnough)]
    [TestCase(0u, 9u, AddedFree.IsEnough)]
    [TestCase(5u, 145u, AddedFree.IsEnough)]
    [TestCase(9u, 1u, AddedFree.IsNoMatter)]
    public void WhoBringsNobodysSlabToTheThresholdIsTold(uint before, uint count, AddedFree expected)
    {
        TakeAll();
        Assert.That(_slab.TryDisown(0), Is.True);
        _slab.AddFree(before);
        Assert.That(_slab.AddFree(count), Is.EqualTo(expected));
        Assert.That(_slab.FreeCount, Is.EqualTo(before + count));
    }

    [TestCase(148u, 1u, AddedFree.IsNoMatter)]
    [TestCase(149u, 1u, AddedFree.IsAll)]
    [TestCase(9u, 141u, AddedFree.IsAll)]
    [TestCase(8u, 1u, AddedFree.IsNoMatter)]
    public void WhoFreesTheLastOfAListedSlabIsTold(uint before, uint count, AddedFree expected)
    {
        TakeAll();
        Assert.That(_slab.TryDisown(0), Is.True);
        _slab.AddFree(before);
        _slab.MarkListed();
        Assert.That(_slab.IsListed, Is.True);
        Assert.That(_slab.AddFree(count), Is.EqualTo(expected));
        Assert.That(_slab.IsListedWithoutBlocks, Is.EqualTo(expected == AddedFree.IsAll));
    }

    [Test]
    public void FreesOfAnOwnedOrPooledSlabAreNoMatter([Values] bool isPooled)
    {
        TakeAll();
        if (isPooled)
        {
            _slab.MarkPooled();
        }

        Assert.That(_slab.AddFree(8), Is.EqualTo(AddedFree.IsNoMatter));
        Assert.That(_slab.AddFree(Count - 8), Is.EqualTo(AddedFree.IsNoMatter));
        Assert.That((_slab.IsOwned, _slab.IsPooled), Is.EqualTo((!isPooled, isPooled)));
    }

    // 8 slots are enough here; the threshold is 9.
    [TestCase(0u, 0u, true)]
    [TestCase(8u, 0u, true)]
    [TestCase(9u, 0u, false)]
    [TestCase(0u, 8u, true)]
    [TestCase(0u, 9u, false)]
    [TestCase(4u, 5u, false)]
    public void ASlabWithSlotsEnoughIsNotDisowned(uint theirs, uint mine, bool expected)
    {
        TakeAll();
        SetTheirs(Numbers(0, (int)theirs));
        Assert.That(_slab.TryDisown(mine), Is.EqualTo(expected));
        Assert.That(_slab.IsOwned, Is.Not.EqualTo(expected));
        Assert.That(_slab.FreeCount, Is.EqualTo(theirs + (expected ? mine : 0)), "nobody's slab counts all");
    }

    [Test]
    public void ADrainMovesWhatOthersFreedToTheOwner()
    {
        TakeAll();
        SetTheirs([4, 9, 70, 149]);
        Assert.That((_slab.FreeCount, _slab.CountMine()), Is.EqualTo((4, 0u)));
        _slab.Drain(isNew: false);
        Assert.That((_slab.FreeCount, _slab.CountMine()), Is.EqualTo((0, 4u)));
        Assert.That(TakeAll(), Is.EquivalentTo(new uint[] { 4, 9, 70, 149 }));
        Assert.That(_slab.IsOwned, Is.True);
    }

    [Test]
    public void TheCountIsNegativeWhileASlotIsTakenThatIsNotAddedYet()
    {
        TakeAll();
        _slab.SetTheirs(0, 1);
        _slab.Drain(isNew: false);
        Assert.That((_slab.FreeCount, _slab.IsOwned), Is.EqualTo((-1, true)));
        _slab.MarkPooled();
        Assert.That(_slab.AddFree(1), Is.EqualTo(AddedFree.IsNoMatter));
        Assert.That((_slab.FreeCount, _slab.IsPooled), Is.EqualTo((0, true)));
    }

    [Test]
    public void WhatALeftSlabCountsItsNextOwnerDoesNot()
    {
        Take();
        SetTheirs([1, 3]);
        _slab.MarkLeft(_slab.CountMine());
        Assert.That((_slab.FreeCount, _slab.IsListed), Is.EqualTo((Count - 62, true)));
        SetTheirs([2]);
        _slab.MarkTaken();
        _slab.Drain(isNew: true);
        Assert.That((_slab.FreeCount, _slab.IsOwned, _slab.CountMine()), Is.EqualTo((0, true, Count - 61)));
    }

    [Test]
    public void FourThreadsFreeEachSlotOnce()
    {
        TakeAll();
        using Barrier start = new(4);
        int[] told = new int[3];
        Assert.That(_slab.TryDisown(0), Is.True);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            for (uint slot = (uint)number; slot < Count; slot += 4)
            {
                _slab.SetTheirs(slot / 64, 1ul << (int)slot);
                Interlocked.Increment(ref told[(int)_slab.AddFree(1)]);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(told, Is.EqualTo(new[] { (int)Count - 1, 1, 0 }), "one is told that there are enough");
        _slab.MarkListed();
        Assert.That(_slab.IsListedWithoutBlocks, Is.True);
        _slab.MarkTaken();
        _slab.Drain(isNew: true);
        Assert.That((_slab.CountMine(), _slab.FreeCount), Is.EqualTo((Count, 0)));
    }

    [Test]
    public void MapsBeginAtLinesAndDoNotOverlap() => Gen.UInt[1, 4096].Sample(count =>
    {
        Slab slab = new() { SlotCount = count, Entries = (Entry*)1024 };
        nuint mine = (nuint)slab.Mine;
        nuint theirs = (nuint)slab.Theirs;
        return mine % 64 == 0 && theirs % 64 == 0 && mine >= 1024 + (count * (nuint)sizeof(Entry)) && theirs >= mine + (slab.WordCount * 8)
            && slab.WordCount * 64 >= count;
    });

    [Test]
    public void EveryBytePastABlockIsGuarded([Range(0u, 63u)] uint size)
    {
        // What of the first guarded word is the block's is written afterwards and is not looked at.
        ulong* memory = stackalloc ulong[8];
        byte* block = (byte*)memory;
        Slab slab = new() { Canary = 0x1122334455667789, SlotSize = 64, SlotCount = 1 };
        slab.WriteCanary(block, size);
        new Span<byte>(block, (int)size).Fill(0xAA);
        Assert.That(slab.IsCanaryIntact(block, size), Is.True);
        for (uint changed = size; changed < 64; changed++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                block[changed] ^= (byte)(1 << bit);
                Assert.That(slab.IsCanaryIntact(block, size), Is.False, $"bit {bit} of byte {changed}");
                block[changed] ^= (byte)(1 << bit);
            }
        }
    }

    private void Start(uint count)
    {
        Array.Clear(_memory);
        _slab = new() { SlotCount = count, SlotSize = 64 };
        fixed (ulong* first = _memory)
        {
            _slab.Entries = (Entry*)(((nuint)first + 63) & ~(nuint)63);
        }

        _slab.FillMine();
        _slab.StartOwned();
    }

    private void SetTheirs(IEnumerable<uint> slots)
    {
        foreach (uint slot in slots)
        {
            _slab.SetTheirs(slot / 64, 1ul << (int)slot);
            _slab.AddFree(1);
        }
    }

    private List<uint> TakeAll()
    {
        List<uint> taken = [];
        for (List<uint> word = Take(); word.Count != 0; word = Take())
        {
            taken.AddRange(word);
        }

        return taken;
    }

    private List<uint> Take()
    {
        List<uint> taken = [];
        if (_slab.TryTakeWord(out ulong bits, out uint first))
        {
            for (; bits != 0; bits &= bits - 1)
            {
                taken.Add(first + (uint)BitOperations.TrailingZeroCount(bits));
            }
        }

        return taken;
    }

    private static IEnumerable<uint> Numbers(int from, int count) => Enumerable.Range(from, count).Select(number => (uint)number);
}
