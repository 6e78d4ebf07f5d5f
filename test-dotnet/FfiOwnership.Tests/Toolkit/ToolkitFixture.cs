using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

/// <summary>What tests of owners have in common: nothing is left behind, and refusals are caught.</summary>
[NonParallelizable]
public abstract unsafe class ToolkitFixture
{
    private StatisticsData _before;

    [SetUp]
    public void Count() => _before = ProcessLedger.Statistics;

    [TearDown]
    public void NothingIsLeft() => ProcessLedger.AssertBalance(_before);

    /// <summary>The refusal that an action, which a lambda could not be, has thrown.</summary>
    private protected static FfiException Refusal(Action action) => Assert.Throws<FfiException>(() => action())!;

    /// <summary>The last error's message after an export that has thrown.</summary>
    private protected static string MessageOf(Exception thrown, out Status status)
    {
        ExportCall call = new("acme_call"u8);
        status = call.Caught(thrown);
        return NativeText.Read(LastError.Message);
    }
}
