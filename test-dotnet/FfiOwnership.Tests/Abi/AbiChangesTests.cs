using System.Text.RegularExpressions;
using FfiOwnership.Abi.Description;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>What a change of the accepted ABI is called.</summary>
public sealed partial class AbiChangesTests
{
    private const string Breaking = "This is breaking for programs built so far";

    [TestCase("{ \"name\": \"FFO_OWNER_CALLER\", \"value\": 1,", "{ \"name\": \"FFO_OWNER_CALLER\", \"value\": 7,", "breaking: ffo_owner, FFO_OWNER_CALLER was 7")]
    [TestCase("\"FFO_OWNER_CALLER\"", "\"FFO_OWNER_HOST\"", "breaking: ffo_owner, FFO_OWNER_HOST is gone")]
    [TestCase("\"name\": \"ffo_validate\"", "\"name\": \"ffo_verify\"", "breaking: ffo_verify is gone")]
    [TestCase("{ \"name\": \"block\", \"type\": \"void *\", \"ownership\": \"borrowed\" },\n      { \"name\": \"tag\"", "{ \"name\": \"block\", \"type\": \"void *\", \"ownership\": \"taken\" },\n      { \"name\": \"tag\"", "breaking: ffo_tag, parameter 1, ownership was taken")]
    [TestCase("\"name\": \"timeout_ms\", \"type\": \"int32_t\", \"offset\": 4", "\"name\": \"timeout_ms\", \"type\": \"int32_t\", \"offset\": 8", "breaking: ffo_config.timeout_ms was int32_t at 8")]
    [TestCase("\"name\": \"ffo_validate\", \"since\": \"1.0\"", "\"name\": \"ffo_validate\", \"since\": \"1.1\"", "breaking: ffo_validate, since was 1.1")]
    [TestCase("\"name\": \"ffo_config\", \"kind\": \"struct\", \"size\": 16", "\"name\": \"ffo_config\", \"kind\": \"struct\", \"size\": 8", "breaking: ffo_config was 8 bytes")]
    public void WhatIsGoneOrOtherwiseIsBreaking(string now, string before, string change)
    {
        string verdict = Verdict(now, before);
        Assert.That(verdict, Does.StartWith(Breaking).And.Contains(change));
    }

    [TestCase(",\n      { \"name\": \"FFO_OWNER_LIBRARY\", \"value\": 2, \"since\": \"1.0\" }", "", "addition: ffo_owner, FFO_OWNER_LIBRARY")]
    [TestCase("\"name\": \"ffo_stats\", \"kind\": \"struct\", \"size\": 88", "\"name\": \"ffo_stats\", \"kind\": \"struct\", \"size\": 80", "addition: ffo_stats grew at its end")]
    public void WhatIsNewIsAnAddition(string now, string before, string change)
    {
        string verdict = Verdict(now, before);
        Assert.That(verdict, Does.StartWith("Nothing that was there has changed.").And.Contains(change));
    }

    [Test]
    public void ARaisedVersionMayBreak()
    {
        string before = InstallTree.Shared("abi.json").Replace("\"FFO_ABI_VERSION\", \"value\": 1", "\"FFO_ABI_VERSION\", \"value\": 0", StringComparison.Ordinal)
            .Replace("\"name\": \"ffo_validate\"", "\"name\": \"ffo_verify\"", StringComparison.Ordinal);
        Assert.That(AbiChanges.Verdict(Read(before), Read(InstallTree.Shared("abi.json"))), Does.StartWith("FFO_ABI_VERSION was raised from 0 to 1").And.Contains("breaking: ffo_verify is gone"));
    }

    [Test]
    public void NothingIsNothing() => Assert.That(AbiChanges.Between(Read(InstallTree.Shared("abi.json")), Read(InstallTree.Shared("abi.json"))), Is.Empty);

    // The accepted description is the present; the past said otherwise in one place.
    private static string Verdict(string now, string before)
    {
        string present = InstallTree.Shared("abi.json");
        Assert.That(Regex.Count(present, Regex.Escape(now)), Is.EqualTo(1), "the text to change stands there once");
        return AbiChanges.Verdict(Read(present.Replace(now, before, StringComparison.Ordinal)), Read(present));
    }

    private static AbiDescription Read(string json) => AbiJson.Read(json, "share/abi.json");
}
