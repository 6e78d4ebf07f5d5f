using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

/// <summary>Watches lie in native memory that is never freed, as in the library: the system posts to them after a thread's end.</summary>
[NonParallelizable]
public sealed unsafe class ThreadWatchTests
{
    [OneTimeSetUp]
    public void Prepare() => ThreadWatch.Prepare();

    [Test]
    public void AThreadThatHasEndedIsKnownToHaveOnce()
    {
        ThreadWatch* watch = New();
        bool hasEndedWhileRunning = true;
        Thread thread = new(() =>
        {
            watch->Begin();
            hasEndedWhileRunning = watch->HasEnded();
        });
        thread.Start();
        thread.Join();

        // Join returns when managed code has ended; the system's thread ends soon after that, on its own.
        Assert.That(SpinWait.SpinUntil(() => watch->HasEnded(), TimeSpan.FromSeconds(10)), Is.True);
        Assert.That((hasEndedWhileRunning, watch->HasEnded()), Is.EqualTo((false, false)));
    }

    [Test]
    public void AThreadThatRunsHasNotEnded()
    {
        ThreadWatch* watch = New();
        using SemaphoreSlim begun = new(0);
        using SemaphoreSlim end = new(0);
        Thread thread = new(() =>
        {
            watch->Begin();
            begun.Release();
            end.Wait();
        });
        thread.Start();
        begun.Wait();
        Assert.That(watch->HasEnded(), Is.False);
        end.Release();
        thread.Join();
        Assert.That(SpinWait.SpinUntil(() => watch->HasEnded(), TimeSpan.FromSeconds(10)), Is.True);
    }

    [Test]
    public void AThreadThatIsNoLongerWatchedIsNotToldOf()
    {
        // The other watch is of the same thread: when it tells, the end has come.
        ThreadWatch* cancelled = New();
        ThreadWatch* last = New();
        Thread thread = new(() =>
        {
            cancelled->Begin();
            cancelled->Cancel();
            last->Begin();
        });
        thread.Start();
        thread.Join();
        Assert.That(SpinWait.SpinUntil(() => last->HasEnded(), TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(cancelled->HasEnded(), Is.False);
    }

    private static ThreadWatch* New() => (ThreadWatch*)CRuntime.AllocateTable(1, (nuint)sizeof(ThreadWatch));
}
