using System.Runtime.CompilerServices;
using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

public sealed class ColdLockTests
{
    private const int ThreadCount = 4;
    private const int Rounds = 20_000;

    private ColdLock _lock;
    private int _inside;
    private long _sum;

    [Test]
    public void OneThreadAtATimeIsInsideAndNoneHasStolen()
    {
        using Barrier start = new(ThreadCount);
        int seen = 0;
        int stolen = 0;
        Thread[] threads = [.. Enumerable.Range(0, ThreadCount).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (int round = 0; round < Rounds; round++)
            {
                bool isOurs = _lock.Enter();
                int others = _inside++;
                _sum++;
                Interlocked.Or(ref seen, others);
                Interlocked.Or(ref stolen, isOurs ? 0 : 1);
                _inside--;
                _lock.Exit();
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.That((seen, stolen), Is.EqualTo((0, 0)));
        Assert.That(_sum, Is.EqualTo(ThreadCount * Rounds));
    }

    [Test]
    public void ALockThatAnotherProcessHoldsIsStolenAndSaysSo()
    {
        // What a child of a fork finds: its parent's number.
        ColdLock held = Stamped(CRuntime.ProcessNumber() + 1);
        Assert.That(held.Enter(), Is.False, "what it guards must be forgotten");
        Assert.That(held, Is.EqualTo(Stamped(CRuntime.ProcessNumber())), "it is ours now");
        held.Exit();
        Assert.That(held.Enter(), Is.True);
        held.Exit();
    }

    [Test]
    public void AnOpenLockIsAllZero()
    {
        ColdLock taken = default;
        Assert.That(taken.Enter(), Is.True);
        taken.Exit();
        Assert.That(taken, Is.EqualTo(default(ColdLock)));
    }

    private static ColdLock Stamped(int process) => Unsafe.BitCast<int, ColdLock>(process);
}
