using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Platform;
using CsCheck;
using NUnit.Framework;

namespace FfiOwnership.Tests.Entries;

/// <summary>The plain word of an entry: its parts do not touch each other.</summary>
public sealed class EntryTests
{
    [Test]
    public void PartsAreKeptApart() => Gen.Select(Gen.ULong[0, Entry.PeriodMask], Gen.UInt[0, 0xFFFF], Gen.UInt[0, 2047]).Sample((period, slack, reuse) =>
    {
        Entry entry = default;
        entry.SetInfo(period, slack);
        entry.SetParentReuse(reuse);
        entry.MarkHasChildren();
        entry.MarkLastSibling();
        bool isMarked = entry.HasChildren && entry.IsLastSibling;
        entry.ClearShape();
        return isMarked && !entry.HasChildren && !entry.IsLastSibling && entry.Period == period && entry.ParentReuse == reuse;
    });

    [Test]
    public void AnotherParentReplacesTheFormer() => Gen.Select(Gen.UInt[0, 2047], Gen.UInt[0, 2047]).Sample((former, present) =>
    {
        Entry entry = default;
        entry.SetInfo(Entry.PeriodMask, 0xFFFF);
        entry.SetParentReuse(former);
        entry.SetParentReuse(present);
        return entry.ParentReuse == present && entry.Period == Entry.PeriodMask && !entry.HasChildren && !entry.IsLastSibling;
    });

    [Test]
    public void MarksAreIndependent()
    {
        Entry entry = default;
        entry.MarkHasChildren();
        Assert.That((entry.HasChildren, entry.IsLastSibling), Is.EqualTo((true, false)));
        entry.ClearShape();
        entry.MarkLastSibling();
        Assert.That((entry.HasChildren, entry.IsLastSibling), Is.EqualTo((false, true)));
    }

    [Test]
    public void ANewBlocksInfoForgetsTheFormerBlock()
    {
        Entry entry = default;
        entry.SetInfo(7, 0);
        entry.SetParentReuse(5);
        entry.MarkHasChildren();
        entry.SetInfo(8, 0);
        Assert.That((entry.Period, entry.ParentReuse, entry.HasChildren), Is.EqualTo((8ul, 0u, false)));
    }

    [Test]
    public void OnlyTheExpectedWordIsSwapped()
    {
        Entry entry = default;
        EntryWord callers = entry.Word.Next(EntryState.CallerOwned, TypeNumber.String, 0);
        EntryWord freed = callers.With(EntryState.Freed, 0);
        Assert.That(entry.TrySwap(callers, freed), Is.False);
        entry.Store(callers);
        Assert.That(entry.TrySwap(callers, freed), Is.True);
        Assert.That(entry.TrySwap(callers, freed), Is.False, "a second free of the same block");
        Assert.That(entry.Word, Is.EqualTo(freed));
    }
}
