using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed class LeakCheckTaskTests : ToolkitFixture
{
    [Test]
    public async Task AnAsynchronousTestThatLeavesNothingPasses()
    {
        await LeakCheck.Run(static async () =>
        {
            using ManagedHandle<Document> handle = ManagedHandle<Document>.Create(new Document());
            await Task.Yield();
        }).ConfigureAwait(false);
    }

    [Test]
    public async Task AnAsynchronousTestIsCheckedAtItsEnd()
    {
        TaskCompletionSource goOn = new();
        ManagedHandle<Document>? left = null;
        Task test = LeakCheck.Run(async () =>
        {
            await goOn.Task.ConfigureAwait(false);
            left = ManagedHandle<Document>.Create(new Document());
        });
        Assert.Throws<InvalidOperationException>(static () => LeakCheck.Begin());
        goOn.SetResult();
        LeakCheckException? thrown = await Assert.ThrowsAsync<LeakCheckException>(() => test).ConfigureAwait(false);
        left!.Dispose();
        Assert.That(thrown!.Message, Does.StartWith("The test has left 1 block:\n"));
    }

    [Test]
    public async Task WhatAnAsynchronousTestThrowsIsTheResult()
    {
        await Assert.ThrowsAsync<InvalidDataException>(static () => LeakCheck.Run(static async () =>
        {
            await Task.Yield();
            LeakCheckTests.FreeTwice();
            throw new InvalidDataException();
        })).ConfigureAwait(false);
        LeakCheck.Run(static () => { });
    }
}
