using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class OwnedVecTests : ToolkitFixture
{
    private delegate void CopyUse(OwnedVec<int> vec);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1000)]
    public void ElementsComeBack(int count)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        using OwnedVec<int> copied = OwnedVec<int>.Create(numbers);
        OwnedVec<int> grown = OwnedVec<int>.Create();
        foreach (int number in numbers)
        {
            grown.Add(number);
        }

        Assert.That(copied.AsSpan().SequenceEqual(numbers));
        Assert.That(grown.AsSpan().SequenceEqual(numbers));
        Assert.That((copied.Length, grown.Length), Is.EqualTo(((nuint)count, (nuint)count)));
        grown.Dispose();
        grown.Dispose();
    }

    [Test]
    public void ElementsAreAtTheirIndex()
    {
        using OwnedVec<long> vec = OwnedVec<long>.Create([1, 2, 3]);
        vec[1] = 20;
        Assert.That((vec[0], vec[1], vec[2]), Is.EqualTo((1L, 20L, 3L)));
        Assert.Throws<ArgumentOutOfRangeException>(() => { using OwnedVec<long> one = OwnedVec<long>.Create([1]); _ = one[1]; });
        Assert.Throws<ArgumentOutOfRangeException>(() => { using OwnedVec<long> one = OwnedVec<long>.Create([1]); _ = one[-1]; });
    }

    [Test]
    public void TheSizeFollows()
    {
        OwnedVec<byte> vec = OwnedVec<byte>.Create(100);
        Assert.That((vec.Length, vec.Capacity), Is.EqualTo(((nuint)0, (nuint)100)));
        vec.Reserve(500);
        Assert.That(vec.Capacity, Is.AtLeast((nuint)500));
        vec.Resize(10);
        Assert.That(vec.AsSpan().SequenceEqual(new byte[10]));
        vec.Shrink();
        Assert.That(vec.Capacity, Is.EqualTo((nuint)10));
        vec.Dispose();
        Assert.That(vec.IsGone);
    }

    [Test]
    public void WhatIsGivenAwayIsTheReceivers()
    {
        OwnedVec<int> vec = OwnedVec<int>.Create([1, 2, 3]);
        VecData raw = vec.IntoRaw();
        Assert.That(vec.IsGone);
        Assert.That((raw.Length, raw.ElementSize), Is.EqualTo(((nuint)3, (nuint)4)));

        OwnedVec<int> back = OwnedVec<int>.FromRaw(&raw);
        Assert.That(raw.Length, Is.EqualTo((nuint)0));
        Assert.That(back.AsSpan().SequenceEqual([1, 2, 3]));
        back.Dispose();
    }

    [Test]
    public void OnlyAVecOfTheElementsIsTakenOver()
    {
        VecData raw = OwnedVec<int>.Create([1]).IntoRaw();
        VecData* address = &raw;
        VecData copy = raw;
        VecData* outdated = &copy;
        Assert.That(Refusal(() => OwnedVec<long>.FromRaw(address)).Status, Is.EqualTo(Status.PartsMismatch));
        OwnedVec<int> vec = OwnedVec<int>.FromRaw(address);
        Assert.That(Refusal(() => OwnedVec<int>.FromRaw(outdated)).Status, Is.EqualTo(Status.PartsMismatch));
        vec.Dispose();
        Assert.That(Refusal(() => OwnedVec<int>.FromRaw(null)).Status, Is.EqualTo(Status.NullArgument));
    }

    [Test]
    public void AnOutdatedCopyIsAnswered()
    {
        Assert.That(
            Refusal(() =>
            {
                OwnedVec<int> vec = OwnedVec<int>.Create([1]);
                OwnedVec<int> copy = vec;
                vec.Reserve(1000);
                try
                {
                    copy.Add(2);
                }
                finally
                {
                    vec.Dispose();
                }
            }).Status,
            Is.EqualTo(Status.DoubleFree));
        Assert.Throws<ObjectDisposedException>(() => { OwnedVec<int> gone = default; gone.Add(1); });
    }

    // Whatever the other one has done, a copy reads and writes nothing that is gone.
    [TestCase(true)]
    [TestCase(false)]
    public void ACopyShowsNothingThatIsGone(bool isGrown)
    {
        Assert.That(Refusal(() => Use(isGrown, vec => vec[0] = 1)).Status, Is.EqualTo(Status.DoubleFree));
        Assert.That(Refusal(() => Use(isGrown, vec => vec.AsSpan()[0] = 1)).Status, Is.EqualTo(Status.DoubleFree));

        static void Use(bool isGrown, CopyUse use)
        {
            OwnedVec<int> vec = OwnedVec<int>.Create([1]);
            OwnedVec<int> copy = vec;
            if (isGrown)
            {
                vec.Reserve(1000);
            }
            else
            {
                vec.Dispose();
            }

            try
            {
                use(copy);
            }
            finally
            {
                vec.Dispose();
            }
        }
    }

    [Test]
    public void AHandleHasTheVec()
    {
        OwnedVec<int> vec = OwnedVec<int>.Create([1, 2]);
        ulong handle = vec.IntoHandle();
        Assert.That(vec.IsGone);
        Failure failure = default;
        VecData raw;
        Assert.That(Vec.FromHandle(&raw, handle, ref failure), Is.EqualTo(Status.Ok));
        OwnedVec<int>.FromRaw(&raw).Dispose();
    }
}
