using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO008 and FFO009.</summary>
public sealed class EntryPointTests
{
    [Test]
    public Task AMethodThatNobodyCanCallIsReportedAndNamed() => RuleTest.OfFix(
        """
        [UnmanagedCallersOnly]
        private static int {|FFO008:AcmeAdd|}(int a) => a;

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static int {|FFO008:AcmeSubtract|}(int a) => -a;
        """,
        """
        [UnmanagedCallersOnly(EntryPoint = "acme_add")]
        private static int AcmeAdd(int a) => a;

        [UnmanagedCallersOnly(EntryPoint = "acme_subtract", CallConvs = [typeof(CallConvCdecl)])]
        private static int AcmeSubtract(int a) => -a;
        """);

    [Test]
    public Task ACallbackWhoseAddressIsTakenIsNot() => RuleTest.OfMembers("""
        internal static delegate* unmanaged<int, int> Callback => &Add;

        [UnmanagedCallersOnly]
        private static int Add(int a) => a;
        """);

    [TestCase("malloc")]
    [TestCase("free")]
    [TestCase("shutdown")]
    [TestCase("pthread_create")]
    [TestCase("__acme_open")]
    [TestCase("acme-open")]
    [TestCase("2acme")]
    [TestCase("double")]
    [TestCase("namespace")]
    public Task ANameThatCCannotUseIsReported(string name) => RuleTest.OfMembers($$"""
        [UnmanagedCallersOnly(EntryPoint = "{{name}}")]
        private static int {|FFO009:Add|}(int a) => a;
        """);

    [TestCase("acme_free")]
    [TestCase("acme_malloc")]
    [TestCase("_acme1")]
    [TestCase("Open")]
    public Task ANameOfTheLibrarysOwnIsNot(string name) => RuleTest.OfMembers($$"""
        [UnmanagedCallersOnly(EntryPoint = "{{name}}")]
        private static int Add(int a) => a;
        """);

    [TestCase("free")]
    [TestCase("shutdown")]
    public Task AGeneratedExportOfSuchANameIsReported(string name) => RuleTest.OfMembers($$"""
        [FfiExport("{{name}}")]
        internal static int {|FFO009:Add|}(int a) => a;
        """);

    [TestCase("acme_free")]
    [TestCase("acme-open")]
    public Task WhatTheGeneratorRefusesItselfIsNot(string name) => RuleTest.OfMembers($$"""
        [FfiExport("{{name}}")]
        internal static int Add(int a) => a;
        """);
}
