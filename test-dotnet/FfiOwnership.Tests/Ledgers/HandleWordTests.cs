using CsCheck;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

public sealed class HandleWordTests
{
    private static readonly Gen<uint> Counters = Gen.UInt[0, HandleWord.Exclusive];
    private static readonly Gen<HandleWord> Words = Gen.Select(Gen.Enum<HandleState>(), Gen.UInt[0, HandleWord.LastGeneration], Counters, Counters, HandleWord.Of);

    [Test]
    public void PartsAreKeptApart() => Gen.Select(Gen.Enum<HandleState>(), Gen.UInt[0, HandleWord.LastGeneration], Counters, Counters).Sample((state, generation, references, borrows) =>
        Parts(HandleWord.Of(state, generation, references, borrows)) == (state, generation, references, borrows));

    [Test]
    public void OnePartChangesAlone() => Gen.Select(Words, Gen.Enum<HandleState>(), Counters).Sample((word, state, count) =>
        Parts(word.With(state)) == (state, word.Generation, word.References, word.Borrows)
        && Parts(word.WithReferences(count)) == (word.State, word.Generation, count, word.Borrows)
        && Parts(word.WithBorrows(count)) == (word.State, word.Generation, word.References, count));

    [Test]
    public void TheWholeWordIsUsed()
    {
        HandleWord full = HandleWord.Of((HandleState)7, HandleWord.LastGeneration, HandleWord.Exclusive, HandleWord.Exclusive);
        Assert.That(full.Bits, Is.EqualTo(ulong.MaxValue));
    }

    [Test]
    public void CountersStopBeforeTheirEnd()
    {
        HandleWord word = HandleWord.Of(HandleState.Live, 1, HandleWord.Exclusive - 1, HandleWord.Exclusive - 2);
        Assert.That((word.HasRoomForReference, word.HasRoomForBorrow), Is.EqualTo((true, true)));
        word = word.WithReferences(HandleWord.Exclusive).WithBorrows(HandleWord.Exclusive - 1);
        Assert.That((word.HasRoomForReference, word.HasRoomForBorrow), Is.EqualTo((false, false)), "one more borrow would mean \"exclusively\"");
    }

    [Test]
    public void ALiveWordHasStateAndGeneration() => Words.Sample(word =>
        word.IsLive(word.Generation) == (word.State == HandleState.Live)
        && word.With(HandleState.Live).IsLive(word.Generation)
        && !word.With(HandleState.Live).IsLive(word.Generation ^ 1));

    [Test]
    public void TheLastReferenceIsAloneWithoutABorrow()
    {
        HandleWord last = HandleWord.Of(HandleState.Live, HandleWord.LastGeneration, 1, 0);
        Assert.That(last.IsLastReference, Is.True);
        Assert.That(last.WithReferences(0).IsLastReference, Is.False);
        Assert.That(last.WithReferences(2).IsLastReference, Is.False);
        Assert.That(last.WithBorrows(1).IsLastReference, Is.False);
        Assert.That(last.WithBorrows(HandleWord.Exclusive).IsLastReference, Is.False);
    }

    [Test]
    public void OneBorrowMoreOrLessKeepsTheRest() => Words.Where(word => word.HasRoomForBorrow).Sample(word =>
        Parts(word.WithOneBorrowMore()) == (word.State, word.Generation, word.References, word.Borrows + 1)
        && word.WithOneBorrowMore().WithOneBorrowLess().Equals(word));

    private static (HandleState State, uint Generation, uint References, uint Borrows) Parts(HandleWord word) =>
        (word.State, word.Generation, word.References, word.Borrows);
}
