using Mono.Cecil;
using NUnit.Framework;

namespace FfiOwnership.Tests.Architecture;

/// <summary>The names' rule finds a C name in every kind of text, and takes no other name for one.</summary>
public sealed class NameViolationTests
{
    [TestCase("string M() => \"free it with ffo_string_free\";", "M", "free it with ffo_string_free", "ffo_string_free")]
    [TestCase("string M(int p) => $\"{p}, see FFO_E_LIMIT\";", "M", ", see FFO_E_LIMIT", "FFO_E_LIMIT")]
    [TestCase("ReadOnlySpan<byte> M() => \"begin with FFO_STATS_INIT\"u8;", "M", "begin with FFO_STATS_INIT", "FFO_STATS_INIT")]
    [TestCase("ReadOnlySpan<byte> M() => \"ffi_ownership: \"u8;", "M", "ffi_ownership: ", "ffi_ownership")]
    [TestCase("ReadOnlySpan<byte> M() => \"FFO_\"u8;", "M", "FFO_", "FFO_")]

    // As long as a number: its data are a number's.
    [TestCase("ReadOnlySpan<byte> M() => \"ffo_tag\"u8;", "M", "ffo_tag", "ffo_tag")]
    [TestCase("ReadOnlySpan<char> M() => ['f', 'f', 'o', '_', 't', 'a', 'g'];", "M", "ffo_tag", "ffo_tag")]
    [TestCase("const string F = \"ffo_tag\";", "F", "ffo_tag", "ffo_tag")]
    [TestCase("object M() => () => \"ffo_tag\";", "<>c.<M>b__0_0", "ffo_tag", "ffo_tag")]
    public void ANameInATextIsFound(string member, string where, string text, string name) =>
        Assert.That(
            Broken($"namespace FfiOwnership.Errors {{ class Bad {{ {member} }} }}"),
            Is.EqualTo(new[] { $"FfiOwnership.Errors.Bad.{where} says \"{text}\": {name} is a name of the C library" }));

    [Test]
    public void WhoeverSharesATextIsNamed() =>
        Assert.That(
            Broken("namespace FfiOwnership.Errors { class Bad { int M() => \"use ffo_tag\"u8.Length; int N() => \"use ffo_tag\"u8.Length; } }"),
            Is.EqualTo(new[] { "M", "N" }.Select(method => $"FfiOwnership.Errors.Bad.{method} says \"use ffo_tag\": ffo_tag is a name of the C library")));

    // Types' names, and what only begins like a function's.
    [TestCase("")]
    [TestCase("class Good { ReadOnlySpan<byte> M() => \"ffo_config\"u8; string N() => \"ffo_tags ffo_vec\"; }")]
    [TestCase("[CName(\"ffo_string_free\", More = \"FFO_E_LIMIT\")] class Good;")]
    public void WhatIsAllowedIsNot(string source) => Assert.That(Broken($"namespace FfiOwnership.Errors {{ {source} }}"), Is.Empty);

    private static IReadOnlyList<string> Broken(string more)
    {
        using ModuleDefinition module = Fixture.With(more);
        return NameRule.Broken(module, Fixture.Functions);
    }
}
