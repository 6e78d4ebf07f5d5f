using NUnit.Framework;

namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>Every interleaving of small cases around one slab; and that each mistake shows.</summary>
public sealed class SlabProtocolTests
{
    private static readonly SlabCall[][][] Pairs = AllPairs();

    [TestCase("Make | Free0 | Free0", 2, 1)]
    [TestCase("Make | Free0 | Free1", 2, 1)]
    [TestCase("Make | Free0 | Free1", 2, 2)]
    [TestCase("Make Free0 | Free0 | Free1", 2, 1)]
    [TestCase("Detach | Free0 | Free1 Make", 2, 1)]
    [TestCase("Free0 Detach | Free1 | Make Make", 3, 1)]
    [TestCase("Make Detach | Free0 Make | Free1 Make", 3, 1)]
    [TestCase("Make Free2 | Free0 Make FreeMade | Free1", 3, 2)]
    [TestCase("End | Free0 Make | Free1 Make", 2, 1)]
    [TestCase("Free0 End | Free1 Make | TakeOver Make", 3, 1)]
    [TestCase("End | TakeOver Make Free0 | Free1 Make", 2, 2)]
    [TestCase("Detach Free0 | Make Free1 | Make", 2, 1)]
    public void TheProtocolHolds(string calls, int slots, int threshold)
    {
        Verdict verdict = Explorer.Explore(new SlabProtocol(slots, threshold, Parse(calls)));
        TestContext.Out.WriteLine($"{verdict.States} states, {verdict.Ends} ends");
        Assert.That(verdict.Broken, Is.Null, verdict.Trace);
    }

    [TestCase(1)]
    [TestCase(2)]
    public void EveryPairOfCallsHolds(int threshold) => Assert.That(Trace(threshold, SlabMutant.None), Is.Empty);

    [TestCase(SlabMutant.DisownsByStore, SlabRule.NoSlotIsLost, "Make | Free0 | ")]
    [TestCase(SlabMutant.UnnamesLate, SlabRule.NameIsTrue, "Make | Free0 | ")]
    [TestCase(SlabMutant.DrainLosesOwned, SlabRule.OneOwner, "Make | Free0 | Free1")]
    [TestCase(SlabMutant.DrainsByStore, SlabRule.NoSlotIsLost, "Make | Free0 | Free1")]
    [TestCase(SlabMutant.PushesByStore, SlabRule.NoSlotIsLost, " | Free0 | Free1")]
    [TestCase(SlabMutant.PushDoesNotCount, SlabRule.CountIsLength, " | Free0 | ")]
    [TestCase(SlabMutant.PushLeavesUnowned, SlabRule.UnownedIsEmpty, "Make | Free0 | ")]
    [TestCase(SlabMutant.PushDoesNotAdopt, SlabRule.FreeSlotsAreFound, "Make | Free0 | ")]
    [TestCase(SlabMutant.EveryPushAdopts, SlabRule.OneOwner, "Free0 | Free1 | ")]
    [TestCase(SlabMutant.ForgetsWhenDisowningFails, SlabRule.FreeSlotsAreFound, "Make | Free0 | ")]
    [TestCase(SlabMutant.LeavesFullOwned, SlabRule.FreeSlotsAreFound, "Detach | Free0 | ")]
    [TestCase(SlabMutant.SharesWithName, SlabRule.OneOwner, "Detach Free0 | Make | Free1")]
    [TestCase(SlabMutant.SharesThenDrains, SlabRule.OneOwner, "Detach | Free0 | Make")]
    [TestCase(SlabMutant.GathersWithoutLock, SlabRule.OneOwner, "End | TakeOver Free0 | Make")]
    [TestCase(SlabMutant.FreesByStore, SlabRule.NoSlotIsTwice, " | Free0 | Free0")]
    public void AMistakeShows(SlabMutant mutant, SlabRule rule, string calls)
    {
        Verdict verdict = Explorer.Explore(new SlabProtocol(2, 1, Parse(calls), mutant));
        TestContext.Out.WriteLine(verdict.Trace);
        Assert.That(verdict.Broken, Is.EqualTo(rule));
        Assert.That(Explorer.Explore(new SlabProtocol(2, 1, Parse(calls))).Broken, Is.Null, "without the mistake");
    }

    // The swap that disowns fails as long as a slot waits in the remote list, and waiting slabs are tended. So nothing hangs on
    // draining at once: it only saves a look later.
    [TestCase(SlabMutant.AdoptsWithoutDraining)]
    [TestCase(SlabMutant.GivesAwayWithoutDraining)]
    public void DrainingAtOnceIsNoMoreThanASaving(SlabMutant mutant) => Assert.That(Trace(1, mutant), Is.Empty);

    // The first broken rule of all pairs of calls.
    private static string Trace(int threshold, SlabMutant mutant)
    {
        int states = 0;
        foreach (SlabCall[][] calls in Pairs)
        {
            Verdict verdict = Explorer.Explore(new SlabProtocol(2, threshold, calls, mutant));
            states += verdict.States;
            if (verdict.Broken != null)
            {
                return verdict.Trace;
            }
        }

        TestContext.Out.WriteLine($"{Pairs.Length} cases, {states} states");
        return "";
    }

    // A thread that has ended calls no more.
    private static SlabCall[][][] AllPairs()
    {
        SlabCall[] first = [SlabCall.Make, SlabCall.Free0, SlabCall.Detach];
        SlabCall[] others = [SlabCall.Free0, SlabCall.Free1, SlabCall.Make, SlabCall.TakeOver];
        SlabCall[][] ofA = [[SlabCall.End], .. from one in first from two in (SlabCall[])[.. others[..3], SlabCall.Detach, SlabCall.End] select (SlabCall[])[one, two]];
        SlabCall[][] ofB = [.. from one in others from two in others select (SlabCall[])[one, two]];
        SlabCall[] ofC = [SlabCall.Make, SlabCall.Free1];
        return [.. from a in ofA from b in ofB from c in ofC select (SlabCall[][])[a, b, [c]]];
    }

    private static SlabCall[][] Parse(string calls) =>
        [.. calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<SlabCall>).ToArray())];
}
