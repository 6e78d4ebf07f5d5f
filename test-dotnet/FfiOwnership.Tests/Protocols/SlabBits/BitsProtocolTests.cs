using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>Every interleaving of small cases around slabs whose free slots are bits; and that each mistake shows.</summary>
public sealed class BitsProtocolTests
{
    [TestCase("A", 2, 1, 2, 1, "Make | Free0 Detach | Free1 Detach")]
    [TestCase("A", 2, 2, 2, 1, "Make Detach | Free0 Detach | Free1 Detach")]
    [TestCase("A", 2, 1, 2, 0, "Free0 Make Detach | Bare1 Make FreeMade Detach | Make")]
    [TestCase("A", 3, 2, 2, 0, "Detach | Bare0 Make FreeMade Detach | Bare1 Bare2")]
    [TestCase("A", 3, 1, 2, 1, "Make Make FreeMade Detach | Free0 Make Free1 Detach | Bare2 Make Detach")]
    [TestCase("A", 4, 2, 4, 1, "Make | Free0 Free1 Free2 Detach | Bare3 Make")]
    [TestCase("AN", 2, 1, 2, 0, "Make Detach | Free0 Free2 Detach | Free1 Free3 Detach")]
    [TestCase("AN", 2, 2, 4, 1, "Make | Free0 Free2 Free1 Free3 Detach | Make")]
    [TestCase("AN", 3, 2, 1, 0, "Make Make Detach | Free0 Free3 Free1 Detach | Free4 Free2 Make")]
    [TestCase("AB", 2, 1, 2, 1, "Free2 Make Detach | Free0 Make Detach | Bare1 Bare3")]
    [TestCase("AB", 3, 2, 4, 1, "Free3 Make Free4 Detach | Free0 Make Free1 FreeMade Detach | Bare2 Bare5 Make")]
    [TestCase("AP", 2, 1, 2, 0, "Make FreeMade Detach | Free0 Make Detach | Free1 Detach")]
    [TestCase("AB", 2, 1, 2, 1, "Free0 End | Free1 Free2 End | Make Make")]
    [TestCase("A", 3, 2, 2, 1, "Free0 Make End | Free1 Free2 End | Make Detach")]
    public void TheProtocolHolds(string slabs, int slots, int threshold, int ring, int delay, string calls) =>
        AssertHolds(new BitsCase(slabs, slots, threshold, ring, delay, calls));

    // One in a few, for the time it takes; with 1 instead of 3, all of them hold, too.
    [TestCase("A", 1, 3)]
    [TestCase("AN", 2, 3)]
    public void CombinationsOfCallsHold(string slabs, int threshold, int oneIn) => AssertAllHold(CasesOf(slabs, threshold, oneIn));

    [Test]
    public void CombinationsWithClaimsOfIdleHeapsHold() =>
        AssertAllHold(CasesOf("A", 1, oneIn: 11).Select(setup => setup with { ClaimsIdle = true }));

    // The counts are not compared here: each mistake shows by what it leads to.
    [TestCase(BitsMutant.CountsFirst, BitsRule.GivenBackIsWhole, "A", 3, 2, 3, 1, "Free2 Detach | Free0 Free1 Detach | ")]
    [TestCase(BitsMutant.NoSecondLook, BitsRule.EmptyGoesBack, "A", 2, 2, 2, 1, "Make Detach | Free0 Detach | Free1 Detach")]
    [TestCase(BitsMutant.TakesUnverified, BitsRule.OneOwner, "A", 2, 1, 2, 1, "Detach | Bare0 | Bare1 Make")]
    [TestCase(BitsMutant.DisownsPlainly, BitsRule.FreeSlotsAreFound, "A", 2, 1, 2, 1, "Make | Bare0 | ")]
    [TestCase(BitsMutant.DisownsLastPlainly, BitsRule.FreeSlotsAreFound, "A", 2, 1, 2, 1, "Detach | Bare0 | ")]
    [TestCase(BitsMutant.JumpsOverThreshold, BitsRule.FreeSlotsAreFound, "N", 4, 2, 4, 1, "Free0 Free1 Free2 Detach | | ")]
    [TestCase(BitsMutant.JumpsOverWhole, BitsRule.EmptyGoesBack, "N", 3, 1, 4, 1, "Bare0 | Free1 Free2 Detach | ")]
    [TestCase(BitsMutant.SubtractsSeen, BitsRule.GivenBackIsWhole, "A", 3, 2, 2, 1, "Make Detach | Free0 Free1 Detach | Bare2")]
    [TestCase(BitsMutant.ForgetsMineAtTaking, BitsRule.GivenBackIsWhole, "A", 3, 2, 2, 1, "Free0 Make End | Free1 Free2 End | Make Detach")]
    [TestCase(BitsMutant.ForgetsMineAtLeaving, BitsRule.EmptyGoesBack, "A", 2, 2, 2, 1, "Free0 Detach | Bare1 | ")]
    [TestCase(BitsMutant.FlushesIntoAnyOwned, BitsRule.EmptyGoesBack, "A", 2, 1, 2, 1, "Make | Free0 Detach | Free1 Detach")]
    [TestCase(BitsMutant.FlushesAfterDisown, BitsRule.OneOwner, "A", 2, 1, 2, 1, "Free0 Detach | | ")]
    [TestCase(BitsMutant.ForgetsRing, BitsRule.NoSlotIsLost, "A", 2, 1, 2, 1, "Free0 Detach | | ")]
    [TestCase(BitsMutant.ForgetsRing, BitsRule.NoSlotIsLost, "A", 2, 1, 2, 1, "Free0 End | Make | ")]
    [TestCase(BitsMutant.FlushesHalfAtEnd, BitsRule.NoSlotIsLost, "A", 2, 1, 2, 1, "Free0 Free1 Detach | | ")]
    [TestCase(BitsMutant.ForgetsRefill, BitsRule.NoSlotIsLost, "P", 3, 1, 4, 1, "Make Detach | | ")]
    [TestCase(BitsMutant.RefillsBehind, BitsRule.ReuseIsLate, "AP", 2, 2, 2, 1, "Free0 Make Make | | ")]
    [TestCase(BitsMutant.ReusesAtOnce, BitsRule.ReuseIsLate, "A", 2, 1, 2, 1, "Free0 Make | | ")]
    [TestCase(BitsMutant.PoolsByStore, BitsRule.GivenBackIsWhole, "A", 3, 2, 2, 1, "Make Make FreeMade Detach | Free0 Make Free1 Detach | Bare2 Make Detach")]
    public void AMistakeShows(BitsMutant mutant, BitsRule rule, string slabs, int slots, int threshold, int ring, int delay, string calls)
    {
        BitsCase setup = new(slabs, slots, threshold, ring, delay, calls);
        Verdict verdict = Explorer.Explore(new BitsProtocol(setup, mutant, comparesCounts: false));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        AssertHolds(setup);
    }

    [TestCase("A", 2, 1, 2, 1, "Free0 Free1 Make | Make Make | Make")]
    [TestCase("AB", 2, 1, 2, 1, "Free2 Make Free1 | Free0 Make FreeMade | Make Make FreeMade")]
    [TestCase("AB", 3, 2, 4, 1, "Make Free3 Make | Free0 Make | Bare2 Make")]
    [TestCase("PN", 3, 1, 4, 0, "Make Make FreeMade | Free3 Make Make | Make")]
    public void ClaimsOfIdleHeapsHold(string slabs, int slots, int threshold, int ring, int delay, string calls)
    {
        BitsCase setup = new(slabs, slots, threshold, ring, delay, calls, ClaimsIdle: true);
        AssertHolds(setup);
        Verdict verdict = Explorer.Explore(new BitsProtocol(setup, BitsMutant.ClaimsBusy));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.Not.Null, "a claim of a heap in use");
    }

    // A slab that is nobody's is listed by the one free that crossed the threshold, and its count only grows until then: the look under the
    // lock is an assertion.
    [TestCase(BitsMutant.ListsUnverified)]
    [TestCase(BitsMutant.PoolsBySwap)]
    public void ThisIsNoMistake(BitsMutant variant) => AssertAllHold(CasesOf("A", 2, oneIn: 5), variant);

    private static void AssertAllHold(IEnumerable<BitsCase> cases, BitsMutant variant = BitsMutant.None)
    {
        int states = 0;
        foreach (BitsCase setup in cases)
        {
            Verdict verdict = Explorer.Explore(new BitsProtocol(setup, variant));
            states += verdict.States;
            Assert.That(verdict.Broken, Is.Null, () => $"{setup}: {verdict.Trace}");
        }

        TestContext.Out.WriteLine($"{states} states");
    }

    private static void AssertHolds(BitsCase setup)
    {
        Verdict verdict = Explorer.Explore(new BitsProtocol(setup));
        TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    // Rings of one slot are flushed by each second free.
    private static IEnumerable<BitsCase> CasesOf(string slabs, int threshold, int oneIn)
    {
        string[] first = ["Make", "Free0", "Detach"];
        string[] second = ["Make", "Free0", "Free1", "FreeMade", "Detach", "End"];
        string[] others = ["Make", "Bare0", "Free1", "Free2", "Detach"];
        string[] third = ["Make Detach", "Bare1 Make"];
        IEnumerable<BitsCase> all = from one in first
                                    from two in second
                                    from three in others
                                    from four in others
                                    from last in third
                                    select new BitsCase(slabs, slabs.Length == 1 ? 3 : 2, threshold, 1, 0, $"{one} {two} | {three} {four} Detach | {last}");
        return all.Where((_, number) => number % oneIn == 0);
    }
}
