using CsCheck;
using FfiOwnership.Errors;
using NUnit.Framework;

namespace FfiOwnership.Tests.Model;

/// <summary>Random sequences of all calls, right and wrong, on the published library and on a model of a few lists.</summary>
/// <remarks>
/// A failure names the seed of its sequence, which is then the shortest that was found. It is replayed by the environment:
/// <c>CsCheck_Seed=SEED</c>; <c>CsCheck_Iter=NUMBER</c> asks for more sequences.
/// </remarks>
[NonParallelizable]
public sealed class ModelTests
{
    private const int Sequences = 2000;

    [Test]
    public void TheLibraryDoesWhatTheModelSays()
    {
        Step.Sequences.Sample(Follow, iter: long.Max(Sequences, Check.Iter), threads: 1, print: steps => string.Join(" ", steps));
        AssertThatItWasWorthIt();
    }

    private static void Follow(Step[] steps)
    {
        using World world = new();
        foreach (Step step in steps)
        {
            world.Do(step);
        }

        world.Finish();
    }

    // A generator that never gets anywhere would find nothing: each call must have succeeded, and each refusal must have been met.
    private static void AssertThatItWasWorthIt()
    {
        Operation[] byHand = [Operation.ShortenString, Operation.StoreField, Operation.CopyVec, Operation.EditVec, Operation.Checkpoint, Operation.ClearError];
        IEnumerable<Operation> calls = Enum.GetValues<Operation>().Except([.. byHand, Operation.OverrunAndFree]);
        Assert.That(calls.Where(call => !World.Met.Contains((call, Status.Ok))), Is.Empty, "never succeeded");

        Status[] elsewhere =
        [
            Status.WriteAfterFree, Status.OutOfMemory, Status.Limit, Status.AbiMismatch, Status.Io, Status.Internal,
        ];
        Assert.That(Enum.GetValues<Status>().Except(World.Met.Select(met => met.Status)), Is.EquivalentTo(elsewhere), "never met");
    }
}
