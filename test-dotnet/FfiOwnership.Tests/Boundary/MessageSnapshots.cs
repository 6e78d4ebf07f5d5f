extern alias exports;
using System.Text;
using System.Text.RegularExpressions;
using exports::FfiOwnership.Native;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Tests.Support;
using NUnit.Framework;
using Snapshooter.NUnit;

namespace FfiOwnership.Tests.Boundary;

/// <summary>The messages of all kinds of failures, each from a call that really fails that way.</summary>
[NonParallelizable]
public sealed unsafe partial class MessageSnapshots
{
    private readonly StringBuilder _messages = new();
    private readonly HashSet<Reason> _details = [];
    private StatisticsData _before;

    private delegate Status Attempt(ref Failure failure);

    [SetUp]
    public void Look() => _before = ProcessLedger.Statistics;

    [TearDown]
    public void Balance() => ProcessLedger.AssertBalance(_before);

    [Test]
    public void EveryDetailHasItsMessage()
    {
        FailWithArguments();
        FailWithSizes();
        FailWithPointers();
        FailWithOwnedPointers();
        FailWithFields();
        FailWithVecs();
        FailWithHandles();
        FailWithOverruns();
        FailInside();

        Assert.That(Enum.GetValues<Reason>().Except(_details), Is.Empty, "without a message here");
        Snapshot.Match(_messages.ToString());
    }

    // Makes a call the way exports do, and takes down its message.
    private void Fail(ReadOnlySpan<byte> function, Attempt attempt)
    {
        ExportCall call = new(function);
        Status status = call.End(attempt(ref call.Failure));
        Assert.That(status, Is.Not.EqualTo(Status.Ok), Encoding.UTF8.GetString(function));
        Take(status, call.Failure.Reason, LastError.Message);
    }

    private void Take(Status status, Reason detail, byte* message)
    {
        _details.Add(detail);
        string text = Address().Replace(NativeText.Read(message), "0x..");
        _messages.Append(detail).Append(", ").Append(NativeText.Read(StatusNames.PointerOf(status))).Append('\n').Append("    ").Append(text).Append('\n');
    }

    [GeneratedRegex("0x[0-9a-f]+")]
    private static partial Regex Address();
}
