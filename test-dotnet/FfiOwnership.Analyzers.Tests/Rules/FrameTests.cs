using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO003.</summary>
public sealed class FrameTests
{
    [TestCase("byte* b = {|FFO003:stackalloc byte[16]|}; b[0] = 1; return b[0];")]
    [TestCase("Span<byte> b = {|FFO003:stackalloc byte[16]|}; b.Clear(); return b[0];")]
    [TestCase("ReadOnlySpan<int> b = {|FFO003:stackalloc[] { 1, 2 }|}; return b[0];")]
    [TestCase("BlockInfo {|FFO003:info|}; return (int)Inspection.Describe(null, &info, ref Unused) + (int)info.Type;")]
    [TestCase("Outer {|FFO003:outer = default|}; return outer.N;")]
    public Task ABufferInTheExportsFrameIsReported(string body) => RuleTest.OfFile(File(body));

    [TestCase("return Fill();")]
    [TestCase("ReadOnlySpan<byte> b = \"abc\"u8; return b[0];")]
    [TestCase("return Inner(); static int Inner() { byte* b = stackalloc byte[16]; b[0] = 1; return b[0]; }")]
    [TestCase("Outer* outer = null; return outer == null ? 0 : outer->N;")]
    public Task ABufferInAnotherFrameIsNot(string body) => RuleTest.OfFile(File(body));

    private static string File(string body) => $$"""
        using FfiOwnership.Diagnostics;
        using FfiOwnership.Ledgers;

        internal unsafe struct Held { public fixed byte Bytes[8]; }
        internal struct Outer { public int N; public Held Held; }
        internal static unsafe class Exports
        {
            private static Failure Unused;

            [UnmanagedCallersOnly(EntryPoint = "acme_test")]
            private static int Test()
            {
                try
                {
                    {{body}}
                }
                catch (Exception)
                {
                    return 0;
                }
            }

            private static int Fill()
            {
                byte* b = stackalloc byte[16];
                b[0] = 1;
                return b[0];
            }
        }
        """;
}
