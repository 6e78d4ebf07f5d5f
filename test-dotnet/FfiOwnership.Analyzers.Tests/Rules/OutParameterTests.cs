using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO012.</summary>
public sealed class OutParameterTests
{
    [TestCase("if (a < 0) { return Status.InvalidArgument; } *to = a; return Status.Ok;")]
    [TestCase("if (to == null) { return Status.NullArgument; } if (a < 0) { return Status.InvalidArgument; } *to = a; return Status.Ok;")]
    [TestCase("if (a > 0 && to != null) { *to = a; } return Status.Ok;")]
    [TestCase("for (int i = 0; i < a; i++) { *to = i; } return Status.Ok;")]
    [TestCase("switch (a) { case 1: *to = 1; break; case 2: break; default: *to = 3; break; } return Status.Ok;")]
    public Task APathThatDoesNotWriteItIsReported(string body) => RuleTest.OfMembers(Method("int* {|FFO012:to|}", body));

    [TestCase("if (to != null) { *to = 0; } if (a < 0) { return Status.InvalidArgument; } if (to != null) { *to = a; } return Status.Ok;")]
    [TestCase("if (to == null) { return Status.NullArgument; } *to = a; return Status.Ok;")]
    [TestCase("if (to is null) { return Status.NullArgument; } *to = a; return Status.Ok;")]
    [TestCase("if (to != null) { *to = a; } return Status.Ok;")]
    [TestCase("Clear(to); if (a < 0) { return Status.InvalidArgument; } *to = a; return Status.Ok;")]
    [TestCase("if (a > 0) { *to += 1; } return Status.Ok;")]
    [TestCase("if (a > *to) { *to = a; } return Status.Ok;")]
    [TestCase("if (a > 0) { to[0] = 1; } return Status.Ok;")]
    [TestCase("if (a < 0) { throw new FfiException(Status.InvalidArgument, \"no\"); } *to = a; return Status.Ok;")]
    public Task WhatIsWrittenOnEveryPathOrReadIsNot(string body) => RuleTest.OfMembers(Method("int* to", body));

    [Test]
    public Task AParameterThatIsOnlyRefusedIsReported() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_test")]
        private static Status Test(int* {|FFO012:to|})
        {
            ExportCall call = new("acme_test"u8);
            if (to == null)
            {
                return call.End(call.Null("to"u8));
            }

            return call.End(call.Refuse(Status.InvalidArgument, "no"u8));
        }
        """);

    [Test]
    public Task AStructThatIsReadIsNotReported() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_test")]
        private static Status Test(ConfigData* config)
        {
            if (config->TimeoutMs > 0)
            {
                *config = default;
            }

            return Status.Ok;
        }
        """);

    [Test]
    public Task AnOutArgumentCounts() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_length")]
        private static Status Length([Const] byte* text, nuint* length)
        {
            ExportCall call = new("acme_length"u8);
            try
            {
                return call.EndQuery(length == null ? call.Null("out"u8) : CString.Length(text, out *length, ref call.Failure));
            }
            catch (Exception e)
            {
                return call.Caught(e);
            }
        }
        """.Replace("[Const]", "[FfiOwnership.Const]", StringComparison.Ordinal));

    [Test]
    public Task TheFixClearsItFirst() => RuleTest.OfFix(
        """
        [UnmanagedCallersOnly(EntryPoint = "acme_test")]
        private static Status Test(int a, int* {|FFO012:to|})
        {
            if (a < 0)
            {
                return Status.InvalidArgument;
            }

            *to = a;
            return Status.Ok;
        }
        """,
        """
        [UnmanagedCallersOnly(EntryPoint = "acme_test")]
        private static Status Test(int a, int* to)
        {
            if (to != null)
            {
                *to = default;
            }

            if (a < 0)
            {
                return Status.InvalidArgument;
            }

            *to = a;
            return Status.Ok;
        }
        """);

    private static string Method(string to, string body) => $$"""
        [UnmanagedCallersOnly(EntryPoint = "acme_test")]
        private static Status Test(int a, {{to}})
        {
            try
            {
                {{body}}
            }
            catch (Exception)
            {
                return Status.Internal;
            }
        }

        private static void Clear(int* to)
        {
            if (to != null)
            {
                *to = 0;
            }
        }
        """;
}
