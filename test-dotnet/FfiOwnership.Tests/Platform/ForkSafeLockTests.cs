using System.Runtime.CompilerServices;
using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Platform;

[NonParallelizable]
public sealed unsafe class ForkSafeLockTests
{
    private const int ThreadCount = 4;
    private const int Rounds = 20_000;

    private ForkSafeLock _lock;
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
        // What a child finds that was made without the handlers of fork: a generation that is over.
        ForkSafeLock held = Stamped(ForkGeneration.Current);
        *ForkGeneration.Stamp = 0;
        Assert.That(held.Enter(), Is.False, "what it guards must be forgotten");
        Assert.That(held, Is.EqualTo(Stamped(ForkGeneration.Current)), "it is ours now");
        held.Exit();
        Assert.That(held.Enter(), Is.True);
        held.Exit();
    }

    [Test]
    public void WhatAForkingThreadOfAnotherProcessHeldIsAtRest()
    {
        ForkSafeLock held = Stamped(ForkGeneration.Current | ForkGate.Mark);
        *ForkGeneration.Stamp = 0;
        Assert.That(held.Enter(), Is.True);
        held.Exit();
        Assert.That(held, Is.EqualTo(default(ForkSafeLock)));
    }

    [Test]
    public void AForkingThreadMayHaveWhatItHolds()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Nobody takes the locks for a fork here.");
        }

        ForkSafeLock held = Stamped(ForkGeneration.Current | ForkGate.Mark);
        int* forker = ForkGate.Forker;
        *forker = CRuntime.ThreadNumber();
        Assert.That(held.Enter(), Is.True);
        *forker = 0;
        Assert.That(held, Is.EqualTo(Stamped(ForkGeneration.Current)));
        held.Exit();
    }

    [Test]
    public void OthersWaitForAForkingThread()
    {
        ForkSafeLock* held = (ForkSafeLock*)CRuntime.AllocateTable(1, (nuint)sizeof(ForkSafeLock));
        *held = Stamped(ForkGeneration.Current | ForkGate.Mark);
        bool isOpen = false;
        bool hasWaited = false;
        using SemaphoreSlim begun = new(0);
        Thread other = new(() =>
        {
            begun.Release();
            held->Enter();
            hasWaited = Volatile.Read(ref isOpen);
            held->Exit();
        });
        other.Start();
        begun.Wait();
        for (int i = 0; i < 1000; i++)
        {
            Thread.Yield();
        }

        Volatile.Write(ref isOpen, true);
        held->Exit();
        other.Join();
        Assert.That(hasWaited, Is.True);
        CRuntime.Free(held);
    }

    [Test]
    public void AnOpenLockIsAllZero()
    {
        ForkSafeLock taken = default;
        Assert.That(taken.Enter(), Is.True);
        taken.Exit();
        Assert.That(taken, Is.EqualTo(default(ForkSafeLock)));
    }

    private static ForkSafeLock Stamped(uint generation) => Unsafe.BitCast<uint, ForkSafeLock>(generation);
}
