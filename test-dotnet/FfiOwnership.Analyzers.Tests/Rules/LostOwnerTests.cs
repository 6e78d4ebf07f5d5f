using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO004.</summary>
public sealed class LostOwnerTests
{
    [TestCase("{|FFO004:OwnedString.Create(\"x\")|};")]
    [TestCase("_ = {|FFO004:OwnedString.Create(\"x\")|};")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); {|FFO004:made.IntoRaw()|};")]
    [TestCase("using OwnedString made = OwnedString.Create(\"x\"); _ = {|FFO004:made.IntoHandle()|};")]
    [TestCase("OwnedVec<int> {|FFO004:made|} = OwnedVec<int>.Create(4); made.Add(1);")]
    [TestCase("if (OwnedString.TryCreate(\"x\", out {|FFO004:OwnedString made|})) { Console.WriteLine(made.Length); }")]
    [TestCase("using OwnedString made = OwnedString.Create(\"x\"); OwnedString {|FFO004:copy|} = made; copy.Dispose();")]
    [TestCase("Failure failure = default; _ = CString.New(text, {|FFO004:out byte* _|}, ref failure);")]
    [TestCase("ExportCall call = new(\"acme_test\"u8); call.End(CString.New(text, {|FFO004:out _|}, ref call.Failure));")]
    public Task AnOwnerThatNobodyCanEndIsReported(string body) => RuleTest.OfMembers(Method(body));

    [TestCase("using OwnedString made = OwnedString.Create(\"x\"); Console.WriteLine(made.Length);")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); made.Dispose();")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); s_kept = made.IntoRaw();")]
    [TestCase("using (OwnedString made = OwnedString.Create(\"x\")) { Console.WriteLine(made.Length); }")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); End(made);")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); OwnedString moved = made; moved.Dispose();")]
    [TestCase("OwnedString made = default; Console.WriteLine(made.IsGone);")]
    [TestCase("using OwnedString made = OwnedString.Create(\"x\"); made.Forget();")]
    [TestCase("Failure failure = default; if (CString.New(text, out _, ref failure) == Status.NullArgument) { Console.WriteLine(); }")]
    [TestCase("Failure failure = default; Console.WriteLine(CString.New(text, out _, ref failure));")]
    public Task AnOwnerThatIsEndedOrGivenAwayIsNot(string body) => RuleTest.OfMembers(Method(body));

    [Test]
    public Task ALambdaThatIsExpectedToThrowIsNotReported() => RuleTest.OfMembers("""
        internal static void Test() => Throws(() => OwnedString.Create("a\0b"));

        private static void Throws(Action action) => action();
        """);

    [Test]
    public Task AnOwnerThatIsReturnedIsNotReported() => RuleTest.OfMembers("""
        internal static OwnedBox<Point> Make()
        {
            OwnedBox<Point> made = OwnedBox<Point>.Create();
            made.Value.X = 1;
            return made;
        }

        internal struct Point : IFfiStruct<Point>
        {
            public int X;

            public static ReadOnlySpan<byte> CName => "acme_point"u8;

            public static ReadOnlySpan<byte> FreeFunction => "acme_point_free"u8;
        }
        """);

    [Test]
    public Task TheFixDeclaresItWithUsing() => RuleTest.OfFix(
        """
        internal static void Test()
        {
            OwnedString {|FFO004:made|} = OwnedString.Create("x");
            Console.WriteLine(made.Length);
        }
        """,
        """
        internal static void Test()
        {
            using OwnedString made = OwnedString.Create("x");
            Console.WriteLine(made.Length);
        }
        """);

    private static string Method(string body) => $$"""
        private static byte* s_kept;

        internal static void Test(byte* text)
        {
            {{body}}
        }

        private static void End(OwnedString text) => text.Dispose();
        """;
}
