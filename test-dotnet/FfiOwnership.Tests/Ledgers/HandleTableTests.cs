using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;
using ThreadState = FfiOwnership.Ledgers.ThreadState;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Slots and their generations.</summary>
[NonParallelizable]
public sealed unsafe class HandleTableTests
{
    private StatisticsData _before;
    private Failure _failure;

    [SetUp]
    public void Look() => _before = ProcessLedger.Statistics;

    [TearDown]
    public void Balance() => ProcessLedger.AssertBalance(_before);

    [Test]
    public void AnEndedHandleIsStaleForEverAlsoWhenItsSlotIsUsedAgain()
    {
        ulong ended = Issue(out uint index);
        End(ended);
        HashSet<ulong> issued = [ended];
        bool isUsedAgain = false;
        for (int round = 0; round < 1000; round++)
        {
            ulong handle = Issue(out uint present);
            isUsedAgain |= present == index;
            Assert.That(issued.Add(handle), Is.True, "a handle is issued once");
            Assert.That(Look(ended), Is.EqualTo(Status.StaleHandle));
            End(handle);
        }

        Assert.That(isUsedAgain, Is.True);
    }

    [Test]
    public void SlotsAreReusedOldestFirst()
    {
        ulong[] handles = [.. Enumerable.Range(0, 10).Select(number => Issue(out _))];
        List<uint> freed = [.. handles.Select(IndexOf)];
        Array.ForEach(handles, End);

        // Those that were free before come first.
        List<uint> taken = [];
        List<ulong> live = [];
        while (taken.Count < 10)
        {
            live.Add(Issue(out uint index));
            if (freed.Contains(index))
            {
                taken.Add(index);
            }
        }

        Assert.That(taken, Is.EqualTo(freed));
        live.ForEach(End);
    }

    [Test]
    public void WhatOneThreadHasFreedAnotherUses()
    {
        ulong[] handles = [.. Enumerable.Range(0, 500).Select(_ => Issue(out uint _))];
        Array.ForEach(handles, End);
        uint slots = HandleTable.Count;
        Thread other = new(() =>
        {
            ulong[] others = [.. Enumerable.Range(0, 300).Select(_ => Issue(out uint _))];
            Array.ForEach(others, End);
        });
        other.Start();
        other.Join();
        Assert.That(HandleTable.Count, Is.EqualTo(slots), "slots were made although enough are free");
    }

    [Test]
    public void AtItsLastGenerationASlotRetires()
    {
        Issue(out uint index);
        HandleSlot* slot = HandleTable.At(index);
        slot->Store(HandleWord.Of(HandleState.Live, HandleWord.LastGeneration, 1, 0));
        ulong last = HandleCodec.Encode(index, HandleWord.LastGeneration);

        End(last);

        Assert.That(slot->Word.State, Is.EqualTo(HandleState.Retired));
        Assert.That(Look(last), Is.EqualTo(Status.StaleHandle));
        Assert.That(Look(HandleCodec.Encode(index, 0)), Is.EqualTo(Status.StaleHandle));
        List<ulong> others = [];
        uint slots = HandleTable.Count;
        for (uint other = 0; other <= slots; other++)
        {
            others.Add(Issue(out uint taken));
            Assert.That(taken, Is.Not.EqualTo(index));
        }

        others.ForEach(End);
    }

    [Test]
    public void TheOneBeforeTheLastGenerationIsReused()
    {
        Issue(out uint index);
        HandleTable.At(index)->Store(HandleWord.Of(HandleState.Live, HandleWord.LastGeneration - 1, 1, 0));
        End(HandleCodec.Encode(index, HandleWord.LastGeneration - 1));
        HandleWord word = HandleTable.At(index)->Word;
        Assert.That((word.State, word.Generation), Is.EqualTo((HandleState.Free, HandleWord.LastGeneration)));
    }

    [Test]
    public void AGenerationAheadIsInvalidNotStale()
    {
        ulong handle = Issue(out uint index);
        uint generation = HandleTable.At(index)->Word.Generation;
        Assert.That(Look(HandleCodec.Encode(index, generation + 1)), Is.EqualTo(Status.InvalidHandle));
        End(handle);
        Assert.That(Look(HandleCodec.Encode(index, generation + 1)), Is.EqualTo(Status.InvalidHandle), "it is the next to be issued, but was not yet");
        Assert.That(Look(HandleCodec.Encode(index, generation)), Is.EqualTo(Status.StaleHandle));
        Assert.That(Look(HandleCodec.Encode(HandleTable.Count + 1, 0)), Is.EqualTo(Status.InvalidHandle));
        Assert.That(Look(HandleCodec.Encode(0, 0)), Is.EqualTo(Status.InvalidHandle));
        Assert.That(Look(0), Is.EqualTo(Status.InvalidHandle));
    }

    [Test]
    public void NoSlotIsLookedForBeyondTheTable()
    {
        // For indices so far ahead there is no memory yet that a look could go to.
        Assert.That(HandleTable.Count, Is.LessThan(HandleCodec.LastIndex / 2));
        foreach (uint index in (uint[])[HandleTable.Count + 1, HandleCodec.LastIndex / 2, HandleCodec.LastIndex])
        {
            ulong handle = HandleCodec.Encode(index, 0);
            Assert.That(HandleTable.TryResolveLive(handle, out HandleSlot* slot, out _, out _), Is.False);
            Assert.That(slot == null, Is.True);
            Assert.That(Look(handle), Is.EqualTo(Status.InvalidHandle));
        }
    }

    [Test]
    public void ASlotThatWasPutBackKeepsItsGeneration()
    {
        Assert.That(HandleTable.TryTake(ThreadState.Mine, out uint index), Is.True);
        uint generation = HandleTable.At(index)->Word.Generation;
        Assert.That(Look(HandleCodec.Encode(index, generation)), Is.EqualTo(Status.InvalidHandle));
        HandleTable.PutBack(ThreadState.Mine, index);
        HandleWord word = HandleTable.At(index)->Word;
        Assert.That((word.State, word.Generation), Is.EqualTo((HandleState.Free, generation)));
    }

    private ulong Issue(out uint index)
    {
        byte* text = ProcessLedger.NewString("text");
        Assert.That(OwnedHandle.FromRaw(text, TypeNumber.String, out ulong handle, ref _failure), Is.EqualTo(Status.Ok));
        index = IndexOf(handle);
        return handle;
    }

    private Status Look(ulong handle) => HandleTable.Resolve(handle, ref _failure, out _, out _);

    private void End(ulong handle) => Assert.That(OwnedHandle.Release(handle, mayClose: false, ref _failure), Is.EqualTo(Status.Ok));

    private static uint IndexOf(ulong handle)
    {
        Assert.That(HandleCodec.TryDecode(handle, out uint index, out _), Is.True);
        return index;
    }
}
