using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Planted;

/// <summary>Each planted mistake is told by the rules that are marked at it, where they are marked, and by no other.</summary>
public sealed class PlantedMistakesTests
{
    [TestCaseSource(typeof(FirstLibrary), nameof(FirstLibrary.Mistakes))]
    [TestCaseSource(typeof(OwnLibrary), nameof(OwnLibrary.Mistakes))]
    [TestCaseSource(typeof(FirstLibrary), nameof(FirstLibrary.Correct))]
    public Task AMistakeIsTold(Mistake mistake) => RuleTest.OfFile(File(mistake, "[UnmanagedCallersOnly(EntryPoint = \"acme_test\")]"));

    [TestCaseSource(typeof(FirstLibrary), nameof(FirstLibrary.Refused))]
    public Task WhatTheCompilerRefusesIsExplained(Mistake mistake) => RuleTest.OfFile(File(mistake, "[UnmanagedCallersOnly(EntryPoint = \"acme_test\")]"), checksCompiler: false);

    [Test]
    public Task AMethodThatNobodyExportsIsTold() => RuleTest.OfFile(File(new("no entry point", "static int {|FFO008:M|}(int a) => a;"), "[UnmanagedCallersOnly]"));

    [TestCase("acme-test")]
    [TestCase("malloc")]
    public Task ANameThatIsNotTheLibrarysIsTold(string name) => RuleTest.OfFile(File(new(name, "static int {|FFO009:M|}(int a) => a;"), $"[UnmanagedCallersOnly(EntryPoint = \"{name}\")]"));

    [Test]
    public Task AnotherCallingConventionIsNot() =>
        RuleTest.OfFile(File(new("stdcall", "static int M(int a) => a;"), "[UnmanagedCallersOnly(EntryPoint = \"acme_test\", CallConvs = [typeof(CallConvStdcall)])]"));

    // The generator answers for what it writes.
    [Test]
    public Task GeneratedCodeIsNotLookedAt() =>
        RuleTest.OfGenerated(File(new("generated", "static int M(bool v, int a) { ExportCall call = new(\"acme_other\"u8); byte* b = stackalloc byte[1]; return b[0] / a; }"), "[UnmanagedCallersOnly(EntryPoint = \"malloc\")]"));

    private static string File(Mistake mistake, string attribute) => $$"""
        {{mistake.Types}}
        internal static unsafe class Exports
        {
            {{attribute}} {{mistake.Export}}
        }
        """;
}
