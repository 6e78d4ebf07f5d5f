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

public sealed class EntryWordTests
{
    private static readonly Gen<EntryWord> Words = Gen.ULong.Select(bits => new EntryWord(bits));
    private static readonly Gen<EntryState> States = Gen.Enum<EntryState>();
    private static readonly Gen<uint> RawTypes = Gen.UInt[0, 0xFFFF];

    [Test]
    public void ANewBlockHasItsPartsAndTheNextReuseCount() => Gen.Select(Words, States, RawTypes, Gen.UInt).Sample((former, state, type, x) =>
    {
        EntryWord word = former.Next(state, type, x);
        return word.State == state && word.RawType == type && word.X == x && !word.IsTagged && word.Reuse == (former.Reuse + 1) % 2048;
    });

    [Test]
    public void AnotherStateKeepsTheBlock() => Gen.Select(Words, States, Gen.UInt).Sample((word, state, x) =>
    {
        EntryWord changed = word.With(state, x);
        return changed.State == state && changed.X == x && IsSameBlock(changed, word) && changed.IsTagged == word.IsTagged;
    });

    [Test]
    public void AnotherLinkKeepsTheRest() => Gen.Select(Words, Gen.UInt).Sample((word, x) =>
    {
        EntryWord changed = word.WithX(x);
        return changed.X == x && changed.State == word.State && IsSameBlock(changed, word) && changed.WithX(word.X) == word;
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
    public void APlainWordHasStateAndTypeAndNoTag() => Gen.Select(Words, States, RawTypes).Sample((word, state, type) =>
        word.IsPlain(state, type) == (word.State == state && word.RawType == type && !word.IsTagged)
        && word.IsPlain(word.State, word.RawType) == !word.IsTagged
        && !word.WithTag(false).IsPlain(word.State, word.RawType ^ 1)
        && !word.WithTag(false).IsPlain(word.State ^ (EntryState)1, word.RawType));

    private static bool IsSameBlock(EntryWord left, EntryWord right) => left.RawType == right.RawType && left.Reuse == right.Reuse;
}
