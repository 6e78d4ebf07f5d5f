using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO011.</summary>
public sealed class UseAfterEndTests
{
    [TestCase("_ = CString.Free(text, ref failure); return {|FFO011:*text|};")]
    [TestCase("_ = CString.Free(text, ref failure); return {|FFO011:text[0]|};")]
    [TestCase("_ = CString.Free(text, ref failure); return Look({|FFO011:text|});")]
    [TestCase("if (text != null) { _ = CString.Free(text, ref failure); } return {|FFO011:*text|};")]
    [TestCase("for (int i = 0; i < 2; i++) { Console.WriteLine({|FFO011:*text|}); _ = CString.Free(text, ref failure); } return 0;")]
    [TestCase("_ = Config.Free(config, ref failure); return {|FFO011:config->TimeoutMs|};")]
    [TestCase("NativeMemory.Free(text); return {|FFO011:*text|};")]
    [TestCase("using OwnedString made = OwnedString.Create(\"x\"); s_kept = made.IntoRaw(); return (int){|FFO011:made.Length|};")]
    [TestCase("using OwnedVec<int> made = OwnedVec<int>.Create(4); made.Dispose(); {|FFO011:made.Add(1)|}; return 0;")]
    [TestCase("try { _ = CString.Free(text, ref failure); } finally { Console.WriteLine({|FFO011:*text|}); } return 0;")]
    public Task AUseOfWhatMayHaveEndedIsReported(string body) => RuleTest.OfMembers(Method(body));

    [TestCase("using OwnedString owner = OwnedString.FromRaw(text); return *text;")]
    [TestCase("int first = *text; _ = CString.Free(text, ref failure); return first;")]
    [TestCase("_ = CString.Free(text, ref failure); text = s_kept; return *text;")]
    [TestCase("if (CString.Free(text, ref failure) != Status.Ok) { return *text; } return 0;")]
    [TestCase("_ = CString.Free(text, ref failure); return text == null ? 1 : 0;")]
    [TestCase("_ = CString.Free(text, ref failure); return (int)CString.Free(text, ref failure);")]
    [TestCase("if (config == null) { _ = CString.Free(text, ref failure); return 1; } return *text;")]
    [TestCase("using OwnedString made = OwnedString.Create(\"x\"); s_kept = made.IntoRaw(); return made.IsGone ? 1 : 0;")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); made.Dispose(); made.Dispose(); return 0;")]
    [TestCase("OwnedString made = OwnedString.Create(\"x\"); made.Dispose(); made = OwnedString.Create(\"y\"); int length = (int)made.Length; made.Dispose(); return length;")]
    public Task AUseBeforeTheEndOrOfAnotherIsNot(string body) => RuleTest.OfMembers(Method(body));

    [Test]
    public Task AReturnedPointerThatWasFreedIsReported() => RuleTest.OfMembers("""
        internal static byte* Test(byte* text)
        {
            Failure failure = default;
            _ = CString.Free(text, ref failure);
            return {|FFO011:text|};
        }
        """);

    private static string Method(string body) => $$"""
        private static byte* s_kept;

        internal static int Test(byte* text, ConfigData* config)
        {
            Failure failure = default;
            {{body}}
        }

        private static int Look(byte* text) => *text;
        """;
}
