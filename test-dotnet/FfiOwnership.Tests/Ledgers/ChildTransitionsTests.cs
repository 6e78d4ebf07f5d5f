using FfiOwnership.Entries;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>A child is taken by its own parent, from the caller or back, and a refusal changes nothing.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class ChildTransitionsTests<THeap> : TransitionsFixture<THeap>
    where THeap : struct, IHeap
{
    [Test]
    public void AChildIsTheParentsOrTheCallers()
    {
        Assert.That(ClaimChild(), Is.True);
        Assert.That(TextEntry->Word, Is.EqualTo(Callers.With(EntryState.ClaimedCallerOwned, 0)));
        Transitions.Restore(Door, TextEntry, ConfigEntry);
        Assert.That(TextEntry->Word, Is.EqualTo(Callers));

        Assert.That(ClaimChild(), Is.True);
        Transitions.AssignTo(Door, TextEntry, ConfigEntry);
        EntryWord owned = TextEntry->Word;
        Assert.That((owned.State, owned.ParentId, TextEntry->Info.ParentReuse), Is.EqualTo((EntryState.ParentOwned, Heap.IdOf(ConfigEntry), ConfigEntry->Word.Reuse)));
        Assert.That(ClaimChild(), Is.True);
        Assert.That(TextEntry->Word.State, Is.EqualTo(EntryState.ClaimedParentOwned));
        Transitions.Restore(Door, TextEntry, ConfigEntry);
        Assert.That(TextEntry->Word, Is.EqualTo(owned));
    }

    [Test]
    public void AnotherParentsChildIsRefused()
    {
        Entry* other = Heap.Make(16);
        Transitions.AssignTo(Door, TextEntry, other);
        TextEntry->Info = TextEntry->Info.WithParentReuse(ConfigEntry->Word.Reuse);
        AssertChildRefused();
        Heap.Free(other);
    }

    [Test]
    public void TheChildOfABlockBeforeItIsRefused()
    {
        Transitions.AssignTo(Door, TextEntry, ConfigEntry);
        ConfigEntry->Store(ConfigEntry->Word.Next(EntryState.CallerOwned, TypeNumber.Config, 0));
        AssertChildRefused();
    }

    [Test]
    public void AChildOfAnotherTypeOrAtAnotherPlaceIsRefused()
    {
        Assert.That(Transitions.TryClaimChild(Door, Heap.IdOf(ConfigEntry), ConfigEntry->Word.Reuse, TypeNumber.Config, Text, out _), Is.False);
        Assert.That(Transitions.TryClaimChild(Door, Heap.IdOf(ConfigEntry), ConfigEntry->Word.Reuse, TypeNumber.String, Text + 1, out _), Is.False);
        Assert.That(TextEntry->Word, Is.EqualTo(Callers));
        Transitions.AssignTo(Door, TextEntry, ConfigEntry);
        Assert.That(Transitions.TryClaimChild(Door, Heap.IdOf(ConfigEntry), ConfigEntry->Word.Reuse, TypeNumber.Config, Text, out _), Is.False);
    }

    [Test]
    public void AChildThatACallHoldsOrThatIsGoneIsRefused()
    {
        foreach (EntryState state in States.Where(state => state is not (EntryState.CallerOwned or EntryState.ParentOwned)))
        {
            TextEntry->Info = TextEntry->Info.WithParentReuse(ConfigEntry->Word.Reuse);
            TextEntry->Store(Callers.With(state, Heap.IdOf(ConfigEntry)));
            AssertChildRefused();
        }
    }

    [Test]
    public void AClaimedChildHasNoRelativesYet()
    {
        TextEntry->Info = TextEntry->Info.WithChildren().AsLastSibling();
        Assert.That(ClaimChild(), Is.True);
        Assert.That((TextEntry->Info.HasChildren, TextEntry->Info.IsLastSibling), Is.EqualTo((false, false)));
    }

    private bool ClaimChild() => Transitions.TryClaimChild(Door, Heap.IdOf(ConfigEntry), ConfigEntry->Word.Reuse, TypeNumber.String, Text, out _);

    private void AssertChildRefused()
    {
        EntryWord word = TextEntry->Word;
        Assert.That(ClaimChild(), Is.False, $"{word.State}");
        Assert.That(TextEntry->Word, Is.EqualTo(word));
    }
}
