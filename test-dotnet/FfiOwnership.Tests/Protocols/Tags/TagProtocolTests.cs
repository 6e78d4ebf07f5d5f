using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>Every interleaving of small cases around one tag; and that each mistake shows.</summary>
public sealed class TagProtocolTests
{
    [Test]
    public void TheProtocolHolds(
        [Values(TagCase.Handled, TagCase.HandledTree, TagCase.Child)] TagCase kind,
        [Values] bool isTagged,
        [Values("Tag", "Clear", "Tag Clear", "Clear Tag")] string first,
        [Values("", " | Tag", " | Clear Tag")] string second,
        [Values("", " | End", " | EndInVain", " | EndInVain End")] string third)
    {
        Verdict verdict = Explorer.Explore(new TagProtocol(kind, isTagged, Parse(first + second + third)));
        TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    // Nobody ends an orphan's parent: it is at its end already.
    [TestCase("Tag")]
    [TestCase("Tag Clear | Tag")]
    [TestCase("Clear | End")]
    [TestCase("Tag | End | Tag")]
    public void AnOrphanCanBeTagged(string calls)
    {
        foreach (bool isTagged in (bool[])[false, true])
        {
            Verdict verdict = Explorer.Explore(new TagProtocol(TagCase.Orphan, isTagged, Parse(calls)));
            Assert.That(verdict.Broken, Is.Null, verdict.Trace);
        }
    }

    [TestCase(TagMutant.TagsWithoutSecondLook, TagRule.FreedHasNoTag, TagCase.Handled, false, "Tag | End")]
    [TestCase(TagMutant.TagsWithoutSecondLook, TagRule.FreedHasNoTag, TagCase.Child, false, "Tag | End")]
    [TestCase(TagMutant.IgnoresWork, TagRule.FreedHasNoTag, TagCase.Handled, false, "Tag | End")]
    [TestCase(TagMutant.IgnoresWork, TagRule.FreedHasNoTag, TagCase.Child, false, "Tag | End")]
    [TestCase(TagMutant.RefusesOrphans, TagRule.OrphansCanBeTagged, TagCase.Orphan, false, "Tag")]
    [TestCase(TagMutant.RecordsFirst, TagRule.FreedHasNoTag, TagCase.Handled, false, "Tag | End")]
    [TestCase(TagMutant.GivesUpClearing, TagRule.FreedHasNoTag, TagCase.Handled, true, "Clear | End")]
    [TestCase(TagMutant.GivesUpClearing, TagRule.RecordIsAnnounced, TagCase.Child, true, "Clear | EndInVain")]
    [TestCase(TagMutant.ReadsBeforeItWins, TagRule.FreedHasNoTag, TagCase.Handled, false, "Tag | End")]
    [TestCase(TagMutant.ReadsBeforeItWins, TagRule.FreedHasNoTag, TagCase.Child, false, "Tag | End")]
    [TestCase(TagMutant.FreesParentFirst, TagRule.FreedHasNoTag, TagCase.Child, false, "Tag | End")]
    [TestCase(TagMutant.ForgetsTheRecord, TagRule.FreedHasNoTag, TagCase.Handled, true, "End")]
    [TestCase(TagMutant.ForgetsTheRecord, TagRule.FreedHasNoTag, TagCase.HandledTree, true, "End")]
    [TestCase(TagMutant.ForgetsTheRecord, TagRule.FreedHasNoTag, TagCase.Child, true, "End")]
    public void AMistakeShows(TagMutant mutant, TagRule rule, TagCase kind, bool isTagged, string calls)
    {
        Verdict verdict = Explorer.Explore(new TagProtocol(kind, isTagged, Parse(calls), mutant));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        Assert.That(Explorer.Explore(new TagProtocol(kind, isTagged, Parse(calls))).Broken, Is.Null, "without the mistake");
    }

    private static TagCall[][] Parse(string calls) =>
        [.. calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<TagCall>).ToArray())];
}
