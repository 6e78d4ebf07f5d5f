using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO017.</summary>
public sealed class SafetyCommentTests
{
    [TestCase("internal static byte First(byte* p) => {|FFO017:*p|};")]
    [TestCase("internal static int Timeout(ConfigData* c) { int a = 1; return {|FFO017:c->TimeoutMs|} + c->MaxConnections + a; }")]
    [TestCase("// Not about safety.\ninternal static byte First(byte* p) => {|FFO017:*p|};")]
    public Task UnsafeCodeWithoutACommentIsReportedOnceAMember(string member) => RuleTest.OfMembers(member, withSafetyRule: true);

    [Test]
    public Task AnUnsafeBlockIsReported() => RuleTest.OfFile(
        """
        internal static class Blocks
        {
            internal static int Size()
            {
                {|FFO017:unsafe
                {
                    return sizeof(nint);
                }|}
            }
        }
        """,
        withSafetyRule: true);

    [TestCase("// SAFETY: promised: the text.\ninternal static byte First(byte* p) => *p;")]
    [TestCase("internal static byte First(byte* p)\n{\n    // SAFETY: promised: the text.\n    return *p;\n}")]
    [TestCase("// SAFETY (whole class): promised: texts.\n\ninternal static byte First(byte* p) => *p;")]
    [TestCase("internal static byte* Same(byte* p) => p;")]
    [TestCase("internal static int Product(int a, int b) => a * b;")]
    public Task UnsafeCodeWithACommentIsNot(string member) => RuleTest.OfMembers(member, withSafetyRule: true);

    [Test]
    public Task TheRuleIsOffUnlessItIsAskedFor() => RuleTest.OfMembers("internal static byte First(byte* p) => *p;");

    [Test]
    public Task TheFixMakesRoomForTheComment() => RuleTest.OfFix(
        """
        internal static byte First(byte* p)
        {
            byte first = {|FFO017:*p|};
            return first;
        }
        """,
        """
        internal static byte First(byte* p)
        {
            // SAFETY: say here why this holds.
            byte first = *p;
            return first;
        }
        """,
        withSafetyRule: true);
}
