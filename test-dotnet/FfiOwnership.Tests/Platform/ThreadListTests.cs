using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

/// <summary>The nodes are in native memory that is never freed, as in the library.</summary>
[NonParallelizable]
public sealed unsafe class ThreadListTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Test]
    public void ANodeKnowsWhetherItsThreadHasEnded()
    {
        ThreadNode* node = New();
        using SemaphoreSlim end = new(0);
        Thread thread = Hold(node, end);
        Assert.That((node->IsTaken, HasEnded(node)), Is.EqualTo((true, false)));
        end.Release();
        thread.Join();

        // Join returns when the managed code has ended; the system's thread ends shortly after that.
        Assert.That(SpinWait.SpinUntil(() => HasEnded(node), s_patience), Is.True);
        node->End();
        Assert.That(node->IsTaken, Is.False);
    }

    [Test]
    public void WhoFindsItsOwnNumberKnowsThatTheOtherThreadHasEnded()
    {
        ThreadNode* node = New();
        node->Begin(isMarked: false);
        Assert.That((HasEnded(node), node->HasEnded(0)), Is.EqualTo((OperatingSystem.IsLinux(), false)));
        node->End();
    }

    [Test]
    public void ThreadsOfAnotherGenerationAreNotAskedAbout()
    {
        ThreadNode* node = New();
        node->Begin(isMarked: false);
        *ForkGeneration.Stamp = 0;
        Assert.That(node->IsTaken, Is.False);
        node->Begin(isMarked: false);
        Assert.That(node->IsTaken, Is.True);
        node->End();
    }

    [Test]
    public void AGenerationIsNeverZeroAndNeverComesBack()
    {
        HashSet<uint> seen = [0];
        for (int i = 0; i < 100; i++)
        {
            Assert.That(seen.Add(ForkGeneration.Current), Is.True);
            Assert.That(seen.Contains(ForkGeneration.Current), Is.True);
            *ForkGeneration.Stamp = 0;
        }
    }

    [Test]
    public void ARecordThatIsClaimedIsHandedOutWhenTheClaimHasEnded()
    {
        // Its thread gave it back after another one had claimed it.
        ThreadList* list = (ThreadList*)CRuntime.AllocateTable(1, (nuint)sizeof(ThreadList));
        ThreadNode* claimed = New();
        ThreadNode* other = New();
        list->Add(other);
        list->Add(claimed);
        claimed->Claim();
        Assert.That((claimed->IsClaimed, other->IsClaimed), Is.EqualTo((true, false)));
        list->Release(other);
        list->Release(claimed);
        Assert.That(list->Acquire() == other);
        Assert.That(list->Acquire() != claimed);
        claimed->EndClaim();
        Assert.That(list->Acquire() == claimed);
    }

    [Test]
    public void AClaimOfAnotherGenerationIsNone()
    {
        ThreadNode* node = New();
        node->Claim();
        *ForkGeneration.Stamp = 0;
        Assert.That(node->IsClaimed, Is.False);
    }

    [Test]
    public void RecordsOfEndedThreadsAndThoseGivenBackAreHandedOut()
    {
        ThreadList* list = (ThreadList*)CRuntime.AllocateTable(1, (nuint)sizeof(ThreadList));
        ThreadNode* mine = New();
        ThreadNode* other = New();
        list->Add(mine);
        Assert.That(list->AcquireEnded(mine) == null, "the calling thread has not ended");
        list->Release(mine);
        Assert.That(list->Acquire() == mine);

        Thread thread = new(() => list->Add(other));
        thread.Start();
        thread.Join();
        Assert.That(SpinWait.SpinUntil(() => list->AcquireEnded(mine) == other, s_patience), Is.True);
        Assert.That(list->AcquireEnded(mine) == null, "it was taken already");
        list->Release(other);
        Assert.That(list->Acquire() == other);
        Assert.That(list->First == other && other->Next == mine);
    }

    [TestCase(10)]
    [TestCase(1000)]
    public void EveryEndedThreadIsFoundHoweverFewAreAskedAboutEachTime(int count)
    {
        ThreadList* list = (ThreadList*)CRuntime.AllocateTable(1, (nuint)sizeof(ThreadList));
        ThreadNode* mine = New();
        HashSet<nint> nodes = [.. Enumerable.Range(0, count).Select(_ => (nint)New())];
        list->Add(mine);
        Thread thread = new(() =>
        {
            foreach (nint node in nodes)
            {
                list->Add((ThreadNode*)node);
            }
        });
        thread.Start();
        thread.Join();
        bool areAllFound = SpinWait.SpinUntil(
            () =>
            {
                nodes.Remove((nint)list->AcquireEnded(mine));
                return nodes.Count == 0;
            },
            s_patience);
        Assert.That(areAllFound, Is.True);
    }

    private static Thread Hold(ThreadNode* node, SemaphoreSlim end)
    {
        using SemaphoreSlim begun = new(0);
        Thread thread = new(() =>
        {
            node->Begin(isMarked: false);
            begun.Release();
            end.Wait();
        });
        thread.Start();
        begun.Wait();
        return thread;
    }

    private static bool HasEnded(ThreadNode* node) => node->HasEnded(OperatingSystem.IsLinux() ? CRuntime.ThreadNumber() : 0);

    private static ThreadNode* New() => (ThreadNode*)CRuntime.AllocateTable(1, (nuint)sizeof(ThreadNode));
}
