using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>Every interleaving of small cases around one record and two ranges; and that each mistake shows.</summary>
public sealed class LargeProtocolTests
{
    [TestCase("Free1 | Free1 | Free1")]
    [TestCase("Free1 Make2 Free2 Make2 | Free1")]
    [TestCase("Free1 Make2 Free2 Make1 | Free1 | Free1")]
    [TestCase("Free1 Make2 Free2 Make2 | Free1 | Validate")]
    [TestCase("Free1 Make2 Free2 Make1 | Describe1 | Describe2")]
    [TestCase("Free1 Make2 | Free1 Make1 | Validate Describe1")]
    [TestCase("Free1 Make1 Free1 | Make2 Free2 | Free1 Free2")]
    public void TheProtocolHolds(string calls)
    {
        Verdict verdict = Explorer.Explore(new LargeProtocol(Parse(calls)));
        TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
        Assert.That(verdict.Ends, Is.GreaterThan(0));
    }

    [TestCase(LargeMutant.TrustsTheWord, LargeRule.FreesWhatIsNamed, "Free1 Make2 Free2 Make2 | Free1")]
    [TestCase(LargeMutant.ReadsBytesFirst, LargeRule.ReadsWhatIsThere, "Free1 | Free1")]
    [TestCase(LargeMutant.UnmapsFirst, LargeRule.MapComesFirst, "Free1")]
    [TestCase(LargeMutant.FreesRecordFirst, LargeRule.LiveBlocksAreFound, "Free1 | Make2")]
    [TestCase(LargeMutant.SkipsLock, LargeRule.ReadsWhatIsThere, "Free1 | Validate")]
    [TestCase(LargeMutant.ReadsWithoutLock, LargeRule.ReadsWhatIsThere, "Free1 | Validate")]
    [TestCase(LargeMutant.LocksLate, LargeRule.ReadsWhatIsThere, "Free1 | Validate")]
    [TestCase(LargeMutant.LooksOnce, LargeRule.DescribesOneBlock, "Free1 Make1 | Describe1")]
    [TestCase(LargeMutant.PublishesFirst, LargeRule.ReadsWhatIsThere, "Free1 Make2 | Validate")]
    public void AMistakeShows(LargeMutant mutant, LargeRule rule, string calls)
    {
        Verdict verdict = Explorer.Explore(new LargeProtocol(Parse(calls), mutant));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        Assert.That(Explorer.Explore(new LargeProtocol(Parse(calls))).Broken, Is.Null, "without the mistake");
    }

    private static LargeCall[][] Parse(string calls) =>
        [.. calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Call).ToArray())];

    private static LargeCall Call(string text)
    {
        bool hasRange = char.IsDigit(text[^1]);
        return new(Enum.Parse<LargeCall.Kind>(hasRange ? text[..^1] : text), (byte)(hasRange ? text[^1] - '0' : 0));
    }
}
