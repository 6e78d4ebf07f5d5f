using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>Every interleaving of two threads at small trees; and that each mistake shows.</summary>
public sealed class ClaimProtocolTests
{
    [TestCase("1c/3 2c/3 3c", "Free1 | Free2", TestName = "TwoTreesWithACommonChild")]
    [TestCase("1c/34 2c/43 3c 4c", "Free1 | Free2", TestName = "TwoTreesWithTwoCommonChildren")]
    [TestCase("1c/2 2c", "Free1 | Free2", TestName = "ARootAndItsChild")]
    [TestCase("1c/2 2o1", "Free1 | Free2", TestName = "ARootAndTheChildItOwns")]
    [TestCase("1c/2 2o1/3 3o2", "Free1 | Take1 Free2", TestName = "AChildTakenOut")]
    [TestCase("1c/23 2o1/4 3o1 4c", "Take1 Free1 | Free4 Take1", TestName = "AChildTakenOutAndAGrandchildFreed")]
    [TestCase("1c/2 2c/1", "Free1 | Free2", TestName = "ACycle")]
    [TestCase("1c/22 2c", "Free1 | Free2", TestName = "TheSameChildTwice")]
    [TestCase("1c/3 2c/3 3o1", "Free1 | Free2", TestName = "ACopiedParent")]
    [TestCase("1c/23 2o1/4 3c 4o2", "Raw1 | Free3 Free1", TestName = "ATreeBehindAHandle")]
    [TestCase("1c/2 2c", "Free1 | Free2 Make2", TestName = "AChildReused")]
    [TestCase("1c/2 2s1", "Free1 | Take1", TestName = "AnOrphanOfAReusedEntry")]
    [TestCase("1c/23 2o1/4 3s1 4o2", "Free1 | Take1", TestName = "ARefusalAfterAGrandchild")]
    public void TheProtocolHolds(string blocks, string calls)
    {
        Verdict verdict = Explorer.Explore(new ClaimProtocol(blocks, Parse(calls)));
        TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    [TestCase("1c/23 2o1/3 3c")]
    [TestCase("1c/2 2o1/3 3o2")]
    [TestCase("1c/3 2c/3 3o1")]
    [TestCase("1c/2 2c/3 3c/1")]
    [TestCase("1c/22 2c/3 3s2")]
    public void EveryPairOfCallsHolds(string blocks)
    {
        ClaimCall[] all = [.. "Free1 Free2 Free3 Take1 Take2 Raw1 Raw2 Make2 Make3".Split(' ').Select(ParseCall)];
        ClaimCall[][] pairs = [.. from one in all from two in all select (ClaimCall[])[one, two]];
        int states = 0;
        foreach (ClaimCall[][] calls in from a in Enumerable.Range(0, pairs.Length) from b in Enumerable.Range(0, a + 1) select (ClaimCall[][])[pairs[a], pairs[b]])
        {
            Verdict verdict = Explorer.Explore(new ClaimProtocol(blocks, calls));
            states += verdict.States;
            Assert.That(verdict.Broken, Is.Null, $"{string.Join(' ', calls[0])} | {string.Join(' ', calls[1])}\n{verdict.Trace}");
        }

        TestContext.Out.WriteLine($"{states} states");
    }

    [TestCase(ClaimMutant.ClaimsRootByStore, ClaimRule.HoldersWrite, "1c", "Free1 | Free1")]
    [TestCase(ClaimMutant.ClaimsChildByStore, ClaimRule.HoldersWrite, "1c/3 2c/3 3c", "Free1 | Free2")]
    [TestCase(ClaimMutant.ComparesStateOnly, ClaimRule.FieldsHaveTypes, "1c/2 2c", "Free1 | Free2 Make2")]
    [TestCase(ClaimMutant.RestoresNothing, ClaimRule.NothingIsLeftClaimed, "1c/22 2c", "Free1")]
    [TestCase(ClaimMutant.RestoresToCaller, ClaimRule.CallsAreSerial, "1c/23 2o1 3s1", "Free1")]
    [TestCase(ClaimMutant.IgnoresParent, ClaimRule.CallsAreSerial, "1c/3 2c/3 3o1", "Free2")]
    [TestCase(ClaimMutant.IgnoresParentsReuse, ClaimRule.CallsAreSerial, "1c/2 2s1", "Free1")]
    [TestCase(ClaimMutant.Waits, Explorer.Rule.NobodyWaitsForEver, "1c/34 2c/43 3c 4c", "Free1 | Free2")]
    [TestCase(ClaimMutant.CommitsEarly, ClaimRule.CallsAreSerial, "1c/22 2c", "Free1")]
    [TestCase(ClaimMutant.TakesWithoutClaim, ClaimRule.HoldersChange, "1c/2 2c", "Free1 | Take1")]
    [TestCase(ClaimMutant.LetsRootGoFirst, ClaimRule.HoldersWrite, "1c/23 2o1 3s1", "Free1 | Free1")]
    public void AMistakeShows(ClaimMutant mutant, object rule, string blocks, string calls)
    {
        Verdict verdict = Explorer.Explore(new ClaimProtocol(blocks, Parse(calls), mutant));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        Assert.That(Explorer.Explore(new ClaimProtocol(blocks, Parse(calls))).Broken, Is.Null, "without the mistake");
    }

    private static ClaimCall[][] Parse(string calls) =>
        [.. calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseCall).ToArray())];

    private static ClaimCall ParseCall(string call) => new(Enum.Parse<ClaimCall.Kind>(call[..^1]), (byte)(call[^1] - '0'));
}
