using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Platform;
using CsCheck;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>The claim engine on random trees: what it takes it gives back exactly, whatever the shape and wherever it is refused.</summary>
[NonParallelizable]
public sealed unsafe class ClaimedTreeTests
{
    // Node n hangs below node Parents[n - 1] % n; it is claimed already (as by a put) or still the caller's (a stored pointer).
    private static readonly Gen<(int Parent, bool IsOwned)[]> Shapes = Gen.Select(Gen.Int[0, 1000], Gen.Bool).Array[0, 30];

    private StatisticsData _before;

    [SetUp]
    public void Look() => _before = ProcessLedger.Statistics;

    [TearDown]
    public void Balance() => ProcessLedger.AssertBalance(_before);

    [Test]
    public void AClaimThatIsLetGoLeavesEveryWordAsItWas() => Shapes.Sample(
        shape =>
        {
            using RandomTree tree = new(shape);
            List<ulong> before = tree.Words();
            Failure failure = default;
            tree.ClaimRoot();
            bool isClaimed = ClaimedTree.TryClaim(tree.Root, ref failure) == Status.Ok && tree.AllClaimed();
            ClaimedTree.Settle(tree.Root, ClaimedTree.Fate.Restored);
            tree.LetRootGo();
            return isClaimed && tree.Words().SequenceEqual(before);
        },
        iter: 500,
        threads: 1);

    [Test]
    public void ARefusalAnywhereLeavesEveryWordAsItWas() => Gen.Select(Shapes, Gen.Enum<Flaw>(), Gen.Bool).Sample(
        (shape, flaw, isFirst) =>
        {
            using RandomTree tree = new(shape);
            List<ulong> before = tree.Words();
            bool isRestored = true;
            for (int node = 0; node < tree.Count; node++)
            {
                Failure failure = default;
                Status expected = tree.Spoil(node, flaw, isFirst);
                tree.ClaimRoot();
                bool isRefused = ClaimedTree.TryClaim(tree.Root, ref failure) == expected && failure.Parent == tree.Block(node);
                tree.LetRootGo();
                tree.Mend(node);
                isRestored &= isRefused && tree.Words().SequenceEqual(before);
            }

            return isRestored;
        },
        iter: 200,
        threads: 1);

    [Test]
    public void AKeptTreeBelongsToItsParents() => Shapes.Sample(
        shape =>
        {
            using RandomTree tree = new(shape);
            Failure failure = default;
            tree.ClaimRoot();
            ClaimedTree.TryClaim(tree.Root, ref failure);
            ClaimedTree.Settle(tree.Root, ClaimedTree.Fate.Owned);
            tree.LetRootGo();
            return tree.AllOwned();
        },
        iter: 500,
        threads: 1);

    [Test]
    public void ALenientClaimTakesAllButWhatIsBad() => Gen.Select(Shapes, Gen.Int[0, 30], Gen.Bool).Sample(
        (shape, number, isFirst) =>
        {
            using RandomTree tree = new(shape);
            int node = number % tree.Count;
            Failure failure = default;
            Status expected = tree.Spoil(node, Flaw.Foreign, isFirst);
            tree.ClaimRoot();
            bool isTold = ClaimedTree.ClaimLeniently(tree.Root, ref failure) == expected && tree.AllClaimed();
            ClaimedTree.Settle(tree.Root, ClaimedTree.Fate.Restored);
            tree.LetRootGo();
            tree.Mend(node);
            return isTold;
        },
        iter: 500,
        threads: 1);
}
