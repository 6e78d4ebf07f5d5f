using FfiOwnership.Errors;
using NUnit.Framework;

namespace my_library.Tests;

/// <summary>What is behind the boundary is plain C#, and tested as such.</summary>
public sealed class TallyTests
{
    [Test]
    public void WordsAreCounted()
    {
        Tally tally = new();
        Assert.That(tally.Count("once"), Is.EqualTo(1));
        tally.Count("twice");
        Assert.That(tally.Count("twice"), Is.EqualTo(2));
        Assert.That(tally.MostFrequent(), Is.EqualTo("twice"));
    }

    [Test]
    public void WhatIsWrongHasAStatus()
    {
        Assert.That(Assert.Throws<FfiException>(() => new Tally().Count(" "))!.Status, Is.EqualTo(Status.InvalidArgument));
        Assert.That(Assert.Throws<FfiException>(() => new Tally().MostFrequent())!.Status, Is.EqualTo(Status.OutOfRange));
    }
}
