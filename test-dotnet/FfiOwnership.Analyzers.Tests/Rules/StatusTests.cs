using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO013.</summary>
public sealed class StatusTests
{
    [TestCase("{|FFO013:CString.Free(text, ref call.Failure)|};")]
    [TestCase("{|FFO013:call.Null(\"text\"u8)|};")]
    [TestCase("{|FFO013:call.Refuse(Status.InvalidArgument, \"no\")|};")]
    [TestCase("{|FFO013:Check(text)|};")]
    [TestCase("{|FFO013:Find()|};")]
    public Task AStatusThatNobodyLooksAtIsReported(string statement) => RuleTest.OfMembers(Method(statement));

    [TestCase("_ = CString.Free(text, ref call.Failure);")]
    [TestCase("Status status = CString.Free(text, ref call.Failure); Console.WriteLine(status);")]
    [TestCase("call.End(Check(text));")]
    [TestCase("Console.WriteLine(Find().IsOk);")]
    public Task AStatusThatIsLookedAtOrThrownAwayByIntentIsNot(string statement) => RuleTest.OfMembers(Method(statement));

    [Test]
    public Task TheFixEndsTheCallWithIt() => RuleTest.OfFix(Made("{|FFO013:CString.New(text, out byte* made, ref call.Failure)|}"), Made("call.End(CString.New(text, out byte* made, ref call.Failure), status)"));

    // A second end is there for the path that is not fixed.
    private static string Made(string statement) => $$"""
        [UnmanagedCallersOnly(EntryPoint = "acme_new")]
        private static byte* New(byte* text, Status* status)
        {
            ExportCall call = new("acme_new"u8);
            try
            {
                {{statement}};
                call.End(Status.Ok, status);
                return made;
            }
            catch (Exception e)
            {
                call.Caught(e, status);
                return null;
            }
        }

        internal static Status Free(byte* text)
        {
            Failure failure = default;
            return CString.Free(text, ref failure);
        }
        """;

    private static string Method(string statement) => $$"""
        internal static void Test(byte* text)
        {
            ExportCall call = new("acme_test"u8);
            {{statement}}
            call.End(Status.Ok);
        }

        private static Status Check(byte* text) => text == null ? Status.NullArgument : Status.Ok;

        private static FfiResult<int> Find() => 1;
        """;
}
