using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

public sealed class NativeLockTests
{
    private const int ThreadCount = 4;
    private const int Rounds = 100_000;

    private NativeLock _lock;
    private int _inside;
    private long _sum;

    [Test]
    public void OneThreadAtATimeIsInside()
    {
        using Barrier start = new(ThreadCount);
        int seen = 0;
        Thread[] threads = [.. Enumerable.Range(0, ThreadCount).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (int round = 0; round < Rounds; round++)
            {
                _lock.Enter();
                int others = _inside++;
                _sum++;
                Interlocked.Or(ref seen, others);
                _inside--;
                _lock.Exit();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.That(seen, Is.Zero);
        Assert.That(_sum, Is.EqualTo(ThreadCount * Rounds));
    }

    [Test]
    public void AnOpenedLockCanBeTakenAgain()
    {
        NativeLock taken = default;
        for (int round = 0; round < 3; round++)
        {
            taken.Enter();
            taken.Exit();
        }

        Assert.That(taken, Is.EqualTo(default(NativeLock)), "an open lock is all zero");
    }
}
