using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO010.</summary>
public sealed class DanglingPointerTests
{
    [TestCase("byte* p = stackalloc byte[4]; return {|FFO010:p|};")]
    [TestCase("byte* p = stackalloc byte[4]; byte* q = p + 1; return {|FFO010:q|};")]
    [TestCase("byte b = 1; return {|FFO010:&b|};")]
    [TestCase("byte b = 1; byte* p = &b; return {|FFO010:(byte*)(void*)p|};")]
    [TestCase("fixed (byte* p = new byte[16]) { return {|FFO010:p|}; }")]
    [TestCase("byte[] a = new byte[16]; fixed (byte* p = a) { return {|FFO010:p + 4|}; }")]
    [TestCase("fixed (byte* p = &s_array[0]) { return {|FFO010:p|}; }")]
    [TestCase("object o = new(); return {|FFO010:(byte*)Unsafe.AsPointer(ref o)|};")]
    [TestCase("return {|FFO010:(byte*)Unsafe.AsPointer(ref s_array[0])|};")]
    [TestCase("byte b = 1; return {|FFO010:flag ? &b : null|};")]
    public Task APointerThatOutlivesItsTargetIsReported(string body) => RuleTest.OfMembers(Method(body));

    [TestCase("return s_kept;")]
    [TestCase("return (byte*)Unsafe.AsPointer(ref s_number);")]
    [TestCase("return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(\"text\"u8));")]
    [TestCase("fixed (byte* p = \"text\"u8) { return p; }")]
    [TestCase("byte* p = stackalloc byte[4]; p[0] = 1; return Copy(p);")]
    [TestCase("byte* p = stackalloc byte[4]; p = s_kept; return p;")]
    [TestCase("return (byte*)NativeMemory.Alloc(4);")]
    public Task APointerThatLastsIsNot(string body) => RuleTest.OfMembers(Method(body));

    [Test]
    public Task WhatAnExportStoresForItsCallerIsReported() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_get")]
        private static void Get(byte** to)
        {
            byte made = 1;
            *to = {|FFO010:&made|};
        }
        """);

    private static string Method(string body) => $$"""
        private static readonly byte[] s_array = new byte[1];
        private static byte* s_kept;
        private static int s_number;

        internal static byte* Test(bool flag)
        {
            {{body}}
        }

        private static byte* Copy(byte* from) => s_kept = (byte*)NativeMemory.Alloc(*from);
        """;
}
