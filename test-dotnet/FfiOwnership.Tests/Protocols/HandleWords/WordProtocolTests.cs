using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>Every interleaving of small cases around one handle; and that each mistake shows.</summary>
public sealed class WordProtocolTests
{
    private static readonly WordCall[] Calls =
    [
        WordCall.Borrow, WordCall.BorrowAlone, WordCall.ReturnAny, WordCall.Retain, WordCall.Release, WordCall.Close, WordCall.IntoRaw, WordCall.Issue,
    ];

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
    [TestCase(WordMutant.BorrowsByStore, WordRule.StaleForEver, false, "Borrow | Borrow Return | Release")]
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
    public void AMistakeShows(WordMutant mutant, WordRule rule, bool owns, string calls)
    {
        Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns, lastGeneration: 1, mutant, isStrict: mutant == WordMutant.ReturnsBeforeRestoring));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        Assert.That(Explorer.Explore(new WordProtocol(Parse(calls), owns, lastGeneration: 1)).Broken, Is.Null, "without the mistake");
    }

    // What a borrower can meet today if another thread ends the handle's last reference, or uses the same exclusive borrow, at
    // the same moment: the other call claims the block's entry before it knows that it will fail, and gives it back at once.
    // The ledger is sound all the same; but a call is refused that need not be. Whoever closes a window deletes its case.
    [TestCase(WordRule.BorrowersMayChange, "BorrowAlone Change Return | Close")]
    [TestCase(WordRule.BorrowersMayReturn, "BorrowAlone Return | Close")]
    [TestCase(WordRule.ChangesEndInTime, "BorrowAlone | ChangeAny | ReturnAny")]
    public void AWindowIsKnown(WordRule rule, string calls)
    {
        Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns: true, lastGeneration: 1, isStrict: true));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
    }

    [TestCase("BorrowAlone Change Return | BorrowAlone Change Return | Borrow Return")]
    [TestCase("Borrow Return BorrowAlone Change Return | Retain BorrowAlone Change Return Release")]
    public void BorrowersAreNotRefusedAmongThemselves(string calls)
    {
        Verdict verdict = Explorer.Explore(new WordProtocol(Parse(calls), owns: true, lastGeneration: 1, isStrict: true));
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    private static WordCall[][] Parse(string calls) =>
        [.. calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<WordCall>).ToArray())];
}
