using FfiOwnership.Entries;
using NUnit.Framework;

namespace FfiOwnership.Tests.Entries;

public sealed class EntryTests
{
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

    [Test]
    public void TheTwoWordsAreKeptApart()
    {
        Entry entry = default;
        EntryWord word = entry.Word.Next(EntryState.CallerOwned, TypeNumber.String, uint.MaxValue);
        entry.Store(word);
        EntryInfo info = EntryInfo.Of(EntryInfo.PeriodMask, 0xFFFF, EntryWord.LastReuse);
        entry.Info = info;
        Assert.That((entry.Word, entry.Info.Bits), Is.EqualTo((word, info.Bits)));
    }
}
