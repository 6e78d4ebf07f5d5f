using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>Every interleaving of calls, claims and forks with their store buffers; and that each mistake shows.</summary>
public sealed class GateProtocolTests
{
    [Test]
    public void TheProtocolHolds([Values] bool isWeak, [ValueSource(nameof(Cases))] GateCase setup) => AssertHolds(setup, isWeak);

    [TestCase(GateMutant.NoBarrier, GateRule.OneAtWork, "A", "Make | Make")]
    [TestCase(GateMutant.LooksBeforeBarrier, GateRule.OneAtWork, "A", "Make | Make")]
    [TestCase(GateMutant.ChecksBeforeBusy, GateRule.OneAtWork, "A", "Make | Make")]
    [TestCase(GateMutant.ChecksBeforeBusy, GateRule.ForkFindsNobody, "A", "Make | Fork")]
    [TestCase(GateMutant.ReadsRingBeforeBusy, GateRule.NoSlotIsTwice, "A", "Make | Make")]
    [TestCase(GateMutant.ReadsRingBeforeCheck, GateRule.NoSlotIsTwice, "A", "Make | Make")]
    [TestCase(GateMutant.IgnoresClaim, GateRule.OneAtWork, "A", "Make | Make")]
    [TestCase(GateMutant.IgnoresBusy, GateRule.OneAtWork, "A", "Make | Make")]
    [TestCase(GateMutant.ClaimantReadsRingFirst, GateRule.NoSlotIsTwice, "A", "Make | Make")]
    [TestCase(GateMutant.ReleasesBeforeFlush, GateRule.OneAtWork, "A", "Make | Make")]
    [TestCase(GateMutant.KeepsHeapOverCallback, GateRule.NoSlotIsTwice, "A", "Callback | Make")]
    [TestCase(GateMutant.ReturnsWithoutCheck, GateRule.OneAtWork, "A", "Callback | Make")]
    [TestCase(GateMutant.ReturnsWithoutCheck, GateRule.ForkFindsNobody, "A", "Callback | Fork")]
    [TestCase(GateMutant.ClaimsClaimed, GateRule.NoSlotIsTwice, "A", "Make | Make | Make")]
    [TestCase(GateMutant.GetsHeapUnmarked, GateRule.OneAtWork, "A", "First | Make")]
    [TestCase(GateMutant.GetsClaimedHeap, GateRule.OneAtWork, "A", "Detach First | Make")]
    [TestCase(GateMutant.DetachesUncounted, GateRule.ForkFindsNoLock, "A", "Detach | Fork")]
    [TestCase(GateMutant.ForkCountsOnce, GateRule.ForkFindsNoLock, "A", "Detach | Fork")]
    [TestCase(GateMutant.WaitsOnLock, GateRule.ForkFindsNoLock, "A", "Make | Make | Fork")]
    [TestCase(GateMutant.WaitsBusy, Explorer.Rule.NobodyWaitsForEver, "A", "Make | Fork")]
    [TestCase(GateMutant.ForkHoldsLock, Explorer.Rule.NobodyWaitsForEver, "P", "Make | Fork")]
    [TestCase(GateMutant.ForkSharesClaim, GateRule.ForkFindsNobody, "A", "Callback | Make | Fork")]
    [TestCase(GateMutant.ForkWithoutBarrier, GateRule.ForkFindsNobody, "A", "Make | Fork")]
    public void AMistakeShows(GateMutant mutant, object rule, string places, string calls)
    {
        GateCase setup = new(places, calls);
        Verdict verdict = Explorer.Explore(new GateProtocol(setup, mutant));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        AssertHolds(setup, isWeak: false);
    }

    // The mark keeps other claimants away, and a fork waits for this one: the lock is needed to store the marks only.
    [Test]
    public void TheLockIsNeededForTheMarksOnly([Values] bool isWeak, [ValueSource(nameof(Cases))] GateCase setup)
    {
        Verdict verdict = Explorer.Explore(new GateProtocol(setup, GateMutant.UnlocksEarly, isWeak));
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    // On x64 each store releases.
    [TestCase(GateMutant.LeavesPlainly, GateRule.NoSlotIsTwice, "A", "Make | Make")]
    [TestCase(GateMutant.LeavesPlainly, GateRule.ForkFindsWhole, "A", "Make | Fork")]
    [TestCase(GateMutant.ReleasesPlainly, GateRule.NoSlotIsTwice, "A", "Make | Make")]
    public void APlainStoreShowsWhereStoresAreReordered(GateMutant mutant, GateRule rule, string places, string calls)
    {
        GateCase setup = new(places, calls);
        Verdict verdict = Explorer.Explore(new GateProtocol(setup, mutant, isWeak: true));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        AssertHolds(setup, isWeak: true);
        Assert.That(Explorer.Explore(new GateProtocol(setup, mutant)).Broken, Is.Null, "on x64");
    }

    private static IEnumerable<GateCase> Cases() =>
    [
        new("A", "Make | Make"),
        new("AA", "Make Free Make | Make Free"),
        new("AA", "Callback Free | Make Make"),
        new("AB", "Make Make Free | Make Make Free"),
        new("AAB", "Make | Make | Make"),
        new("A", "Make | Make | Make"),
        new("AP", "Make | Make | Fork"),
        new("A", "Callback Free | Make | Fork"),
        new("AA", "First Free | Make | Fork"),
        new("A", "First | First | Make"),
        new("A", "Detach First | Make"),
        new("AA", "Make Detach First Free | Make Free"),
        new("AB", "Detach First | Make Detach First | Fork"),
    ];

    private static void AssertHolds(GateCase setup, bool isWeak)
    {
        Verdict verdict = Explorer.Explore(new GateProtocol(setup, isWeak: isWeak));
        TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }
}
