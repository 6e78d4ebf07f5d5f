using CsCheck;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>The claim engine on random trees: what it takes it gives back exactly, whatever the shape and wherever it is refused.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class TreeClaimTests<THeap> : HeapFixture<THeap>
    where THeap : struct, IHeap
{
    // Node n hangs below node Parents[n - 1] % n; it is claimed already (as by a put) or still the caller's (a stored pointer).
    private static readonly Gen<(int Parent, bool IsOwned)[]> Shapes = Gen.Select(Gen.Int[0, 1000], Gen.Bool).Array[0, 30];

    [Test]
    public void AClaimThatIsLetGoLeavesEveryWordAsItWas() => Shapes.Sample(
        shape =>
        {
            using RandomTree<THeap> tree = new(Heap, shape);
            List<ulong> before = tree.Words();
            Failure failure = default;
            tree.ClaimRoot();
            bool isClaimed = Trees.TryClaim(Heap.Door, tree.Root, ref failure) == Status.Ok && tree.AllClaimed();
            Trees.Resolve(Heap.Door, tree.Root, TreeOutcome.Restored);
            tree.LetRootGo();
            return isClaimed && tree.Words().SequenceEqual(before);
        },
        iter: 500,
        threads: 1);

    [Test]
    public void ARefusalAnywhereLeavesEveryWordAsItWas() => Gen.Select(Shapes, Gen.Enum<Flaw>(), Gen.Bool).Sample(
        (shape, flaw, isFirst) =>
        {
            using RandomTree<THeap> tree = new(Heap, shape);
            List<ulong> before = tree.Words();
            bool isRestored = true;
            for (int node = 0; node < tree.Count; node++)
            {
                Failure failure = default;
                Status expected = tree.Spoil(node, flaw, isFirst);
                tree.ClaimRoot();
                bool isRefused = Trees.TryClaim(Heap.Door, tree.Root, ref failure) == expected && failure.Parent == tree.Block(node);
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
            using RandomTree<THeap> tree = new(Heap, shape);
            Failure failure = default;
            tree.ClaimRoot();
            Trees.TryClaim(Heap.Door, tree.Root, ref failure);
            Trees.Resolve(Heap.Door, tree.Root, TreeOutcome.ParentOwned);
            tree.LetRootGo();
            return tree.AllOwned();
        },
        iter: 500,
        threads: 1);

    [Test]
    public void ALenientClaimTakesAllButWhatIsBad() => Gen.Select(Shapes, Gen.Int[0, 30], Gen.Bool).Sample(
        (shape, number, isFirst) =>
        {
            using RandomTree<THeap> tree = new(Heap, shape);
            int node = number % tree.Count;
            Failure failure = default;
            Status expected = tree.Spoil(node, Flaw.Foreign, isFirst);
            tree.ClaimRoot();
            bool isTold = Trees.ClaimLeniently(Heap.Door, tree.Root, ref failure) == expected && tree.AllClaimed();
            Trees.Resolve(Heap.Door, tree.Root, TreeOutcome.Restored);
            tree.LetRootGo();
            tree.Mend(node);
            return isTold;
        },
        iter: 500,
        threads: 1);
}
