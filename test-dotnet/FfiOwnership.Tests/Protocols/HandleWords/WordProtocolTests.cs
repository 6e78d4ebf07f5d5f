using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>Every interleaving of small cases around one handle; and that each mistake shows.</summary>
public sealed class WordProtocolTests
{
    private static readonly WordCall[] Calls =
    [
        WordCall.Borrow, WordCall.BorrowAlone, WordCall.ReturnAny, WordCall.Retain, WordCall.Release, WordCall.Close, WordCall.IntoRaw, WordCall.Issue,
    ];

    private static readonly WordRule[] Refusals =
        [WordRule.BorrowersMayChange, WordRule.BorrowersMayReturn, WordRule.ChangesEndInTime];

    [TestCase("Borrow Return | Close | Borrow Return")]
    [TestCase("Borrow Return Release | Retain Borrow Release Return | Borrow Return")]
    [TestCase("Retain Close Close | Borrow Return | IntoRaw")]
    [TestCase("BorrowAlone Change Return | Close | BorrowAlone Change Return")]
    [TestCase("BorrowAlone Change Return Release | Release Issue Release | Borrow Return Issue Close")]
    [TestCase("Release Issue Release Issue | Borrow Return | Release Issue Borrow Close Return")]
    [TestCase("BorrowAlone ChangeAny ReturnAny | Close ReturnAny | ChangeAny Close ChangeAny")]
    [TestCase("IntoRaw Issue IntoRaw | IntoRaw Issue Release | Borrow Return")]
    public void TheProtocolHolds(string calls)
    {
        foreach (bool owns in (bool[])[false, true])
        {
            Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns, lastGeneration: 2));
            TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
            Assert.That(verdict.Broken, Is.Null, verdict.Trace);
        }
    }

    [Test]
    public void EveryPairOfCallsHolds([Values] bool owns)
    {
        int states = 0;
        WordCall[][] pairs = [.. from one in Calls from two in Calls select (WordCall[])[one, two]];
        WordCall[] third = [WordCall.Borrow, WordCall.Return];
        WordCall[][][] cases = [.. from a in Enumerable.Range(0, pairs.Length) from b in Enumerable.Range(0, a + 1) select (WordCall[][])[pairs[a], pairs[b], third]];
        foreach (WordCall[][] calls in cases)
        {
            Verdict verdict = Explorer.Explore(new WordProtocol(calls, owns, lastGeneration: 1));
            states += verdict.States;
            Assert.That(verdict.Broken, Is.Null, verdict.Trace);
        }

        TestContext.Out.WriteLine($"{cases.Length} cases, {states} states");
    }

    [TestCase(WordMutant.ReleasesByStore, WordRule.NoEndInUse, false, "Retain Release | Retain Release | Retain Release")]
    [TestCase(WordMutant.BorrowsByStore, WordRule.NoEndInUse, false, "Borrow | Borrow Return | Release")]
    [TestCase(WordMutant.BorrowsOfAnyGeneration, WordRule.StaleForEver, false, "Borrow | Release Issue")]
    [TestCase(WordMutant.ClosesInUse, WordRule.NoEndInUse, false, "Borrow Return | Close")]
    [TestCase(WordMutant.LastReturnOnlyCounts, WordRule.DropAtTheLast, false, "Borrow Return | Close")]
    [TestCase(WordMutant.EndsByStore, WordRule.NoEndInUse, false, "Release | Borrow")]
    [TestCase(WordMutant.GenerationStays, WordRule.GenerationFirst, false, "Release Issue | Borrow")]
    [TestCase(WordMutant.GenerationWraps, WordRule.IssuedOnce, false, "Release Issue Release Issue Release Issue")]
    [TestCase(WordMutant.DropsFirst, WordRule.GenerationFirst, false, "Release")]
    [TestCase(WordMutant.QueuesFirst, WordRule.IssuedOnce, false, "Release | Issue")]
    [TestCase(WordMutant.EndsWithoutClaim, WordRule.HoldersWrite, true, "BorrowAlone | ChangeAny | Close ReturnAny")]
    [TestCase(WordMutant.ChangesWithoutSecondLook, WordRule.OnlyBorrowersChange, true, "BorrowAlone | ChangeAny | ReturnAny")]
    [TestCase(WordMutant.ReturnsBeforeRestoring, WordRule.BorrowersMayChange, true, "BorrowAlone Return | BorrowAlone Change")]
    [TestCase(WordMutant.KeepsUselessClaim, WordRule.NothingIsLeftClaimed, true, "Release | Borrow Return")]
    [TestCase(WordMutant.KeepsUselessWin, WordRule.NothingIsLeftDying, true, "BorrowAlone Return | ChangeAny | Release")]
    [TestCase(WordMutant.AnswersWhileDying, WordRule.LiveIsNotStale, true, "BorrowAlone ReturnAny Borrow | ChangeAny | Release")]
    [TestCase(WordMutant.ClaimsBeforeItWins, WordRule.BorrowersMayChange, true, "BorrowAlone Change Return | Close")]
    [TestCase(WordMutant.ClaimsBeforeItWins, WordRule.BorrowersMayReturn, true, "BorrowAlone Return | Close")]
    public void AMistakeShows(WordMutant mutant, WordRule rule, bool owns, string calls)
    {
        Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns, lastGeneration: 1, mutant, rule));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        Assert.That(Explorer.Explore(new WordProtocol(Parse(calls), owns, lastGeneration: 1, alsoHold: rule)).Broken, Is.Null, "without the mistake");
    }

    // What can be met today if, against the rules, a second thread uses an exclusive borrow: its change goes on for a moment
    // after the borrow is returned. The ledger is sound all the same. Whoever closes a window deletes its case.
    [TestCase(WordRule.ChangesEndInTime, "BorrowAlone | ChangeAny | ReturnAny")]
    public void AWindowIsKnown(WordRule rule, string calls)
    {
        Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns: true, lastGeneration: 1, alsoHold: rule));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
    }

    [TestCase("BorrowAlone Change Return | BorrowAlone Change Return | Borrow Return")]
    [TestCase("Borrow Return BorrowAlone Change Return | Retain BorrowAlone Change Return Release")]
    [TestCase("BorrowAlone Change Return | Close")]
    [TestCase("BorrowAlone Change Return BorrowAlone Change Return | Release Release Release")]
    [TestCase("BorrowAlone Change Return | IntoRaw IntoRaw | Release Issue BorrowAlone Change Return")]
    public void WhoKeepsTheRulesIsNotRefused(string calls)
    {
        Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns: true, lastGeneration: 1, alsoHold: Refusals));
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    private static WordCall[][] Parse(string calls) =>
        [.. calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<WordCall>).ToArray())];
}
