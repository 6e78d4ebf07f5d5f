using FfiOwnership.Errors;
using NUnit.Framework;

namespace my_library.Tests;

/// <summary>The exported methods are plain C#, and tested as such.</summary>
public sealed class ExportsTests
{
    [Test]
    public void WordsAreCounted()
    {
        Tally tally = Exports.TallyNew();
        Assert.That(Exports.TallyCount(tally, "once"), Is.EqualTo(1));
        Exports.TallyCount(tally, "twice");
        Assert.That(Exports.TallyCount(tally, "twice"), Is.EqualTo(2));
        Assert.That(Exports.TallyMostFrequent(tally), Is.EqualTo("twice"));
    }

    [Test]
    public void WhatIsWrongHasAStatus()
    {
        Assert.That(Assert.Throws<FfiException>(() => Exports.TallyCount(new Tally(), " "))!.Status, Is.EqualTo(Status.InvalidArgument));
        Assert.That(Assert.Throws<FfiException>(() => Exports.TallyMostFrequent(new Tally()))!.Status, Is.EqualTo(Status.OutOfRange));
    }
}
