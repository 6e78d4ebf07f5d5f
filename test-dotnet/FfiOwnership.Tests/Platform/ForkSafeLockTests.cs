using System.Runtime.CompilerServices;
using FfiOwnership.Platform;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

[NonParallelizable]
public sealed unsafe class ForkSafeLockTests
{
    private const int ThreadCount = 4;
    private const int Rounds = 20_000;

    private ForkSafeLock _lock;
    private int _arrivals;
    private int _inside;
    private int _seen;
    private int _stolen;
    private long _sum;

    [SetUp]
    public void Open()
    {
        _lock = default;
        _arrivals = _inside = _seen = _stolen = 0;
        _sum = 0;
    }

    [Test]
    public void OneThreadAtATimeIsInsideAndNoneHasStolen()
    {
        using Barrier start = new(ThreadCount);
        Run(ThreadCount, _ =>
        {
            start.SignalAndWait();
            for (int round = 0; round < Rounds; round++)
            {
                EnterAndExit();
            }
        });
    }

    // The two threads meet before each round, on two processors if there are two. The thread that arrives last continues at once,
    // the other one when it sees that. So the last one waits for a varying time, and now and then both find the lock open.
    [Test]
    public void OfTwoThreadsThatComeAtOnceOneWaits() => Run(2, number =>
    {
        Processors.Keep(number);
        for (int round = 1; round <= Rounds; round++)
        {
            int delay = Interlocked.Increment(ref _arrivals) == 2 * round ? round % 256 : 0;
            for (int turns = 1; Volatile.Read(ref _arrivals) < 2 * round; turns++)
            {
                if (turns % 256 == 0)
                {
                    Thread.Yield();
                }
            }

            while (delay > 0)
            {
                delay -= Volatile.Read(ref _arrivals) != 0 ? 1 : 0;
            }

            EnterAndExit();
        }
    });

    [Test]
    public void ALockThatAnotherProcessHoldsIsStolenAndSaysSo()
    {
        // The state in a child that was made without fork's handlers: the lock contains a generation that is no longer current.
        ForkSafeLock held = Stamped(ForkGeneration.Current);
        *ForkGeneration.Stamp = 0;
        Assert.That(held.Enter(), Is.False, "the guarded data must be discarded");
        Assert.That(held, Is.EqualTo(Stamped(ForkGeneration.Current)), "the test now holds the lock");
        held.Exit();
        Assert.That(held.Enter(), Is.True);
        held.Exit();
    }

    [Test]
    public void AnOpenLockIsAllZero()
    {
        ForkSafeLock taken = default;
        Assert.That(taken.Enter(), Is.True);
        taken.Exit();
        Assert.That(taken, Is.EqualTo(default(ForkSafeLock)));
    }

    private void Run(int count, Action<int> work)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() => work(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That((_seen, _stolen), Is.EqualTo((0, 0)));
        Assert.That(_sum, Is.EqualTo(count * Rounds));
    }

    private void EnterAndExit()
    {
        bool isOurs = _lock.Enter();
        int others = _inside++;
        _sum++;
        Interlocked.Or(ref _seen, others);
        Interlocked.Or(ref _stolen, isOurs ? 0 : 1);
        _inside--;
        _lock.Exit();
    }

    private static ForkSafeLock Stamped(uint generation) => Unsafe.BitCast<uint, ForkSafeLock>(generation);
}
