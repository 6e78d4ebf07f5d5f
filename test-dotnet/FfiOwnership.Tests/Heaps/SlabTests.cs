using CsCheck;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>The lines of one slab, as its owner and others use them. No memory stands behind its slots.</summary>
public sealed unsafe class SlabTests
{
    private const uint Count = 32;

    private readonly Entry[] _entries = GC.AllocateArray<Entry>((int)Count, pinned: true);
    private Slab _slab;

    [SetUp]
    public void Start()
    {
        Array.Clear(_entries);
        _slab = new() { SlotCount = Count, SlotSize = 64, NextTransition = uint.MaxValue };
        fixed (Entry* first = _entries)
        {
            _slab.Entries = first;
        }

        _slab.StartOwned();
    }

    [Test]
    public void UnusedSlotsComeInOrderAndThenNone()
    {
        Assert.That(TakeAll(), Is.EqualTo(Numbers(0, (int)Count)));
        Assert.That(_slab.Take(), Is.EqualTo(Slab.NoSlot));
        Assert.That((_slab.Bump, _slab.Available), Is.EqualTo((Count, 0u)));
    }

    [Test]
    public void SlotsAreReusedInTheOrderOfTheirFrees() => Gen.Shuffle(Numbers(0, (int)Count).ToArray()).Sample(
        order =>
        {
            Start();
            TakeAll();
            Array.ForEach(order, slot => _slab.Put(slot));
            return TakeAll().SequenceEqual(order) && _slab.FreeCount == 0;
        },
        iter: 200,
        threads: 1);

    [Test]
    public void AsLongAsThereAreUnusedSlotsFreedOnesStayBehind()
    {
        _slab.Withheld = Slab.ReuseDelay;
        for (uint slot = 0; slot < Slab.ReuseDelay + 2; slot++)
        {
            Assert.That(_slab.Take(), Is.EqualTo(slot));
        }

        for (uint slot = 0; slot < Slab.ReuseDelay; slot++)
        {
            _slab.Put(slot);
            Assert.That(_slab.Take(), Is.EqualTo(slot + Slab.ReuseDelay + 2), "the line is not longer than what stays in it");
        }

        _slab.Put(Slab.ReuseDelay);
        Assert.That(_slab.Take(), Is.Zero, "the one that was freed first");
    }

    [TestCase(16u, 8u)]
    [TestCase(128u, 8u)]
    [TestCase(4096u, 256u)]
    public void AUsedUpSlabWaitsForSlotsEnough(uint count, uint threshold) =>
        Assert.That(new Slab { SlotCount = count }.MinFreeToReuse, Is.EqualTo(threshold));

    [Test]
    public void ALimitIsToldWhenItIsReachedAndOnlyThen()
    {
        TakeAll();
        _slab.NextTransition = 3;
        bool[] told = [_slab.Put(5), _slab.Put(6), _slab.Put(7), _slab.Put(8)];
        Assert.That(told, Is.EqualTo(new[] { false, false, true, false }));
    }

    [Test]
    public void WhatOthersFreedComesBehindTheLineInTheirOrder()
    {
        TakeAll();
        _slab.Put(20);
        foreach (uint slot in (uint[])[4, 9, 2])
        {
            Assert.That(_slab.PutRemotely(slot, canOwn: true), Is.False, "it has an owner");
        }

        Assert.That((_slab.RemoteCount, _slab.FreeCount), Is.EqualTo((3u, 1u)));
        Assert.That(_slab.Drain(), Is.EqualTo(3));
        Assert.That(_slab.Drain(), Is.Zero);
        _slab.Put(30);
        Assert.That(TakeAll(), Is.EqualTo(new uint[] { 20, 4, 9, 2, 30 }));
        Assert.That(_slab.IsOwned, Is.True);
    }

    [Test]
    public void WhoFreesFirstIntoAFullSlabOwnsIt()
    {
        TakeAll();
        Assert.That(_slab.TryDisown(), Is.True);
        Assert.That(_slab.PutRemotely(1, canOwn: false), Is.False, "a thread without a heap owns nothing");
        Assert.That(_slab.IsOwned, Is.False);
        Assert.That(_slab.PutRemotely(2, canOwn: true), Is.True);
        Assert.That(_slab.PutRemotely(3, canOwn: true), Is.False);
        Assert.That((_slab.IsOwned, _slab.Drain()), Is.EqualTo((true, 3u)));
    }

    [Test]
    public void ASlabIsNotDisownedWhileASlotWaits()
    {
        TakeAll();
        _slab.PutRemotely(1, canOwn: true);
        Assert.That((_slab.TryDisown(), _slab.IsOwned, _slab.RemoteCount), Is.EqualTo((false, true, 1u)));
    }

    [Test]
    public void ASlabWithoutBlocksIsEmptyAndBeginsAnew()
    {
        _slab.Take();
        uint second = _slab.Take();
        Assert.That(_slab.IsEmpty, Is.False);
        _slab.Put(0);
        _slab.Put(second);
        Assert.That(_slab.IsEmpty, Is.True);
        _slab.Reset();
        Assert.That((_slab.Bump, _slab.FreeCount, _slab.BumpHighWater), Is.EqualTo((0u, 0u, 2u)));
        Assert.That(_slab.Take(), Is.Zero);
    }

    [Test]
    public void FourThreadsFreeEachSlotOnce()
    {
        TakeAll();
        using Barrier start = new(4);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            for (uint slot = (uint)number; slot < Count; slot += 4)
            {
                _slab.PutRemotely(slot, canOwn: true);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        uint drained = 0;
        while (drained < Count)
        {
            drained += _slab.Drain();
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.That(TakeAll(), Is.EquivalentTo(Numbers(0, (int)Count)));
    }

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

    private List<uint> TakeAll()
    {
        List<uint> taken = [];
        for (uint slot = _slab.Take(); slot != Slab.NoSlot; slot = _slab.Take())
        {
            taken.Add(slot);
        }

        return taken;
    }

    private static IEnumerable<uint> Numbers(int from, int count) => Enumerable.Range(from, count).Select(number => (uint)number);
}
