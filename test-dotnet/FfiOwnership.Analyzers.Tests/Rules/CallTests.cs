using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO005, FFO006 and FFO007.</summary>
public sealed class CallTests
{
    [TestCase("return CString.Free(text, ref call.Failure);")]
    [TestCase("if (text == null) { return Status.NullArgument; } return call.End(CString.Free(text, ref call.Failure));")]
    [TestCase("if (text != null) { return call.End(CString.Free(text, ref call.Failure)); } return Status.Ok;")]
    [TestCase("Status status = call.Null(\"text\"u8); return status;")]
    public Task APathWithoutAnEndIsReported(string body) => RuleTest.OfMembers(Free(body, "return call.Caught(e);", "{|FFO005:call|}"));

    [Test]
    public Task ACatchWithoutAnEndIsReported() => RuleTest.OfMembers(Free("return call.End(CString.Free(text, ref call.Failure));", "return e is OutOfMemoryException ? Status.OutOfMemory : Status.Internal;", "{|FFO005:call|}"));

    [TestCase("return call.End(CString.Free(text, ref call.Failure));")]
    [TestCase("return text == null ? call.EndQuery(call.Null(\"text\"u8)) : call.End(CString.Free(text, ref call.Failure));")]
    [TestCase("return call.End(text == null ? call.Null(\"text\"u8) : CString.Free(text, ref call.Failure));")]
    [TestCase("throw new FfiException(Status.InvalidArgument, \"no\");")]
    [TestCase("for (int i = 0; ; i++) { if (i == 3) { return call.End(Status.Ok); } }")]
    [TestCase("switch ((nint)text) { case 0: return call.End(call.Null(\"text\"u8)); default: return call.End(Status.Ok); }")]
    public Task WhatIsEndedOnEveryPathIsNot(string body) => RuleTest.OfMembers(Free(body, "return call.Caught(e);", "call"));

    [Test]
    public Task AnEndInFinallyCounts() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_touch")]
        private static void Touch(byte* text)
        {
            ExportCall call = new("acme_touch"u8);
            Status status = Status.Ok;
            try
            {
                status = CString.Free(text, ref call.Failure);
            }
            catch (Exception e)
            {
                status = call.Refuse(Status.Internal, e.Message);
            }
            finally
            {
                call.End(status);
            }
        }
        """);

    [Test]
    public Task AHelperMayEndIt() => RuleTest.OfMembers("""
        internal static Status Help(byte* text)
        {
            ExportCall call = new("acme_help"u8);
            return Finish(ref call, CString.Free(text, ref call.Failure));
        }

        private static Status Finish(ref ExportCall call, Status status) => call.End(status);
        """);

    [Test]
    public Task AnotherNameThanTheExportsIsReportedAndCorrected() => RuleTest.OfFix(
        Free("return call.End(CString.Free(text, ref call.Failure));", "return call.Caught(e);", "call", "{|FFO006:\"acme_fre\"u8|}"),
        Free("return call.End(CString.Free(text, ref call.Failure));", "return call.Caught(e);", "call"));

    [Test]
    public Task ANameThatIsNoLiteralIsReportedAndReplaced() => RuleTest.OfFix(
        Free("return call.End(CString.Free(text, ref call.Failure));", "return call.Caught(e);", "call", "{|FFO007:s_name|}") + Names,
        Free("return call.End(CString.Free(text, ref call.Failure));", "return call.Caught(e);", "call") + Names);

    [Test]
    public Task APropertyThatIsALiteralIsNotReported() => RuleTest.OfMembers(
        Free("return call.End(CString.Free(text, ref call.Failure));", "return call.Caught(e);", "call", "Name") + Names + "\nprivate static ReadOnlySpan<byte> Name => \"acme_free\"u8;");

    private const string Names = "\nprivate static readonly byte[] s_name = [65];";

    private static string Free(string body, string handler, string declared, string name = "\"acme_free\"u8") => $$"""
        [UnmanagedCallersOnly(EntryPoint = "acme_free")]
        private static Status Free(byte* text)
        {
            ExportCall {{declared}} = new({{name}});
            try
            {
                {{body}}
            }
            catch (Exception e)
            {
                {{handler}}
            }
        }
        """;
}
