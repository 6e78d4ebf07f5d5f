using CsCheck;
using FfiOwnership.Entries;
using NUnit.Framework;

namespace FfiOwnership.Tests.Entries;

public sealed class EntryWordTests
{
    private static readonly Gen<EntryWord> Words = Gen.ULong.Select(bits => new EntryWord(bits));
    private static readonly Gen<EntryState> States = Gen.Enum<EntryState>();
    private static readonly Gen<uint> RawTypes = Gen.UInt[0, 0xFFFF];
    private static readonly Gen<uint> Types = Gen.UInt[0, EntryWord.SmallVec - 1];

    [Test]
    public void ANewBlockHasItsPartsAndTheNextReuseCount() => Gen.Select(Words, States, RawTypes, Gen.UInt).Sample((former, state, type, link) =>
    {
        EntryWord word = former.Next(state, type, link);
        return word.State == state && word.RawType == type && word.Link == link && !word.IsTagged && word.Reuse == (former.Reuse + 1) % 2048;
    });

    [Test]
    public void AnotherStateKeepsTheBlock() => Gen.Select(Words, States, Gen.UInt).Sample((word, state, link) =>
    {
        EntryWord changed = word.With(state, link);
        return changed.State == state && changed.Link == link && IsSameBlock(changed, word) && changed.IsTagged == word.IsTagged;
    });

    [Test]
    public void AnotherLinkKeepsTheRest() => Gen.Select(Words, Gen.UInt).Sample((word, link) =>
    {
        EntryWord changed = word.WithLink(link);
        return changed.Link == link && changed.State == word.State && IsSameBlock(changed, word) && changed.WithLink(word.Link) == word;
    });

    [Test]
    public void ATagKeepsTheRest() => Gen.Select(Words, Gen.Bool).Sample((word, tagged) =>
    {
        EntryWord changed = word.WithTag(tagged);
        return changed.IsTagged == tagged && changed.WithTag(word.IsTagged) == word;
    });

    [Test]
    public void ASmallVecsTypeIsAVec() => RawTypes.Sample(type =>
    {
        EntryWord word = default(EntryWord).Next(EntryState.CallerOwned, type, 0);
        return word.Type == (type < EntryWord.SmallVec ? type : TypeNumber.Vec);
    });

    [Test]
    public void ThreeStatesAreNotLive()
    {
        EntryState[] dead = [.. Enum.GetValues<EntryState>().Where(state => !default(EntryWord).With(state, 0).IsLive)];
        Assert.That(dead, Is.EqualTo(new[] { EntryState.Unused, EntryState.Freed, EntryState.Quarantined }));
    }

    [Test]
    public void AWordIsOfItsStateAndTypeTaggedOrNot() => Gen.Select(Words, States, Types).Sample((word, state, type) =>
        word.Is(state, type) == (word.State == state && (type == TypeNumber.None || word.Type == type))
        && word.Is(word.State, word.Type)
        && word.WithTag(true).Is(word.State, word.Type) && word.WithTag(false).Is(word.State, word.Type)
        && word.Is(word.State, TypeNumber.None)
        && (word.Type == 1 || !word.Is(word.State, word.Type ^ 1))
        && !word.Is(word.State ^ (EntryState)1, word.Type)
        && !word.Is(word.State ^ (EntryState)1, TypeNumber.None));

    [Test]
    public void EveryVecIsOfTheTypeOfVecs() => Gen.Select(Words, Gen.UInt[0, EntryWord.SmallVec - 1]).Sample((former, elementSize) =>
    {
        EntryWord vec = former.Next(EntryState.CallerOwned, EntryWord.SmallVec | elementSize, 0);
        return vec.Is(EntryState.CallerOwned, TypeNumber.Vec) && vec.IsOf(TypeNumber.Vec) && !vec.Is(EntryState.Busy, TypeNumber.Vec) && !vec.IsOf(TypeNumber.String);
    });

    [Test]
    public void FourStatesAreHeldByACall()
    {
        EntryState[] held = [.. Enum.GetValues<EntryState>().Where(state => default(EntryWord).With(state, 0).IsHeld)];
        Assert.That(held, Is.EqualTo(new[] { EntryState.Busy, EntryState.ClaimedCallerOwned, EntryState.ClaimedParentOwned, EntryState.ClaimedHandleOwned }));
    }

    private static bool IsSameBlock(EntryWord left, EntryWord right) => left.RawType == right.RawType && left.Reuse == right.Reuse;
}
