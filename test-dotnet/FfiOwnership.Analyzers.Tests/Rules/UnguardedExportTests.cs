using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO001.</summary>
public sealed class UnguardedExportTests
{
    private const string Free = """
        [UnmanagedCallersOnly(EntryPoint = "acme_free")]
        private static Status Free(byte* text)
        {
            ExportCall call = new("acme_free"u8);
            try
            {
                return call.End(CString.Free(text, ref call.Failure));
            }
            catch (Exception e)
            {
                return call.Caught(e);
            }
        }

        """;

    [TestCase("private static int {|FFO001:Read|}(byte* path) => File.ReadAllBytes(Marshal.PtrToStringUTF8((nint)path)!).Length;")]
    [TestCase("private static int {|FFO001:Divide|}(int a, int b) => a / b;")]
    [TestCase("private static int {|FFO001:Add|}(int a, int b) => checked(a + b);")]
    [TestCase("private static int {|FFO001:Length|}() { int[] made = new int[4]; return made.Length; }")]
    [TestCase("private static int {|FFO001:Narrow|}(int a) { try { return int.Parse(\"x\") + a; } catch (FormatException) { return 0; } }")]
    [TestCase("private static int {|FFO001:Filtered|}(int a) { try { return int.Parse(\"x\") + a; } catch (Exception e) when (e is FormatException) { return 0; } }")]
    [TestCase("private static int {|FFO001:Rethrown|}(int a) { try { return int.Parse(\"x\") + a; } catch (Exception) { throw; } }")]
    [TestCase("private static void {|FFO001:Finally|}(int* p) { try { *p = 1; } catch (Exception) { } finally { throw new InvalidOperationException(); } }")]
    [TestCase("private static int {|FFO001:Before|}(int a) { int b = int.Parse(\"1\"); try { return a + b; } catch (Exception) { return 0; } }")]
    [TestCase("private static int {|FFO001:Refused|}(int a) => a > 0 ? a : throw new FfiException(Status.InvalidArgument, \"no\");")]
    public Task WhatAnExceptionCanLeaveIsReported(string method) => RuleTest.OfMembers($"[UnmanagedCallersOnly(EntryPoint = \"acme_test\")]\n{method}");

    [TestCase("private static int Same(int a) => a;")]
    [TestCase("private static int Half(int a) => a / 2;")]
    [TestCase("private static double Ratio(double a, double b) => a / b;")]
    [TestCase("private static byte* Message() => LastError.Message;")]
    [TestCase("private static byte* Text(Status status) => StatusTable.TextPointer(status);")]
    [TestCase("private static int Caught(int a) { try { return int.Parse(\"x\") + a; } catch (Exception) { return 0; } }")]
    [TestCase("private static int CaughtAll(int a) { try { return int.Parse(\"x\") + a; } catch { return 0; } }")]
    [TestCase("private static int Nested(int a) { try { try { return a; } finally { int.Parse(\"x\"); } } catch (Exception) { return 0; } }")]
    [TestCase("private static void Release(void* p) => NativeMemory.Free(p);")]
    [TestCase("private static void Count(int* p) { *p = 1; p[0]++; }")]
    public Task WhatNoExceptionCanLeaveIsNot(string method) => RuleTest.OfMembers($"[UnmanagedCallersOnly(EntryPoint = \"acme_test\")]\n{method}");

    [Test]
    public Task TheHouseStyleIsNotReported() => RuleTest.OfMembers(Free);

    [Test]
    public Task ACallbackThatIsNotExportedIsNotReported() => RuleTest.OfMembers("""
        private static readonly delegate* unmanaged<int, int> s_parse = &Parse;

        [UnmanagedCallersOnly]
        private static int Parse(int a) => int.Parse("1") + a;
        """);

    [Test]
    public Task AMethodThatTheGeneratorExportsIsNotReported() => RuleTest.OfFile("""
        internal static class Exports
        {
            [FfiExport("acme_divide")]
            public static int Divide(int a, int b) => a / b;
        }
        """);

    [Test]
    public Task TheFixMakesACallAndEndsIt() => RuleTest.OfFix(
        """
        [UnmanagedCallersOnly(EntryPoint = "acme_check")]
        private static Status {|FFO001:Check|}(int a) => a / a == 1 ? Status.Ok : Status.InvalidArgument;
        """,
        """
        [UnmanagedCallersOnly(EntryPoint = "acme_check")]
        private static Status Check(int a)
        {
            ExportCall call = new("acme_check"u8);
            try
            {
                return call.End(a / a == 1 ? Status.Ok : Status.InvalidArgument);
            }
            catch (Exception e)
            {
                return call.Caught(e);
            }
        }
        """);

    [Test]
    public Task TheFixUsesTheCallThatIsThere() => RuleTest.OfFix(
        Free + """
        [UnmanagedCallersOnly(EntryPoint = "acme_name")]
        private static byte* {|FFO001:Name|}(byte* text, Status* status)
        {
            ExportCall call = new("acme_name"u8);
            call.End(CString.New(text, out byte* made, ref call.Failure), status);
            return made;
        }
        """,
        Free + """
        [UnmanagedCallersOnly(EntryPoint = "acme_name")]
        private static byte* Name(byte* text, Status* status)
        {
            ExportCall call = new("acme_name"u8);
            try
            {
                call.End(CString.New(text, out byte* made, ref call.Failure), status);
                return made;
            }
            catch (Exception e)
            {
                call.Caught(e, status);
                return default;
            }
        }
        """);
}
