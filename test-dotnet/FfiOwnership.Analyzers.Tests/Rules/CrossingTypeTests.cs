using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO002.</summary>
public sealed class CrossingTypeTests
{
    [TestCase("bool {|FFO002:v|}")]
    [TestCase("char {|FFO002:v|}")]
    [TestCase("bool* {|FFO002:v|}")]
    [TestCase("decimal* {|FFO002:v|}")]
    [TestCase("DateTime* {|FFO002:v|}")]
    [TestCase("DateTimeOffset* {|FFO002:v|}")]
    [TestCase("int?* {|FFO002:v|}")]
    [TestCase("Int128 {|FFO002:v|}")]
    [TestCase("System.Numerics.Vector3 {|FFO002:v|}")]
    [TestCase("delegate* unmanaged<int, bool> {|FFO002:v|}")]
    [TestCase("Flagged {|FFO002:v|}")]
    [TestCase("Outer** {|FFO002:v|}")]
    [TestCase("Empty {|FFO002:v|}")]
    [TestCase("Chosen* {|FFO002:v|}")]
    public Task WhatCDoesNotHaveIsReported(string parameter) => RuleTest.OfFile(File(parameter));

    [TestCase("byte v")]
    [TestCase("nint v")]
    [TestCase("double* v")]
    [TestCase("char* utf16")]
    [TestCase("Guid* v")]
    [TestCase("TimeSpan v")]
    [TestCase("Plain v")]
    [TestCase("Node* v")]
    [TestCase("Colour v")]
    [TestCase("void** v")]
    [TestCase("Buffer* v")]
    [TestCase("delegate* unmanaged<void*, byte*, int> v")]
    public Task WhatCHasIsNot(string parameter) => RuleTest.OfFile(File(parameter));

    [Test]
    public Task AReturnedBoolIsReported() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_is")]
        private static bool {|FFO002:Is|}(int v) => v != 0;
        """);

    [Test]
    public Task ACallbackIsLookedAtToo() => RuleTest.OfMembers("""
        private static readonly delegate* unmanaged<int, bool> s_is = &Is;

        [UnmanagedCallersOnly]
        private static bool {|FFO002:Is|}(int v) => v != 0;
        """);

    [Test]
    public Task AMethodThatCDoesNotCallIsNotReported() => RuleTest.OfMembers("internal static bool Is(bool v, DateTime when) => v;");

    [Test]
    public Task FieldsOfARegisteredStructAreReportedWhereTheyAre() => RuleTest.OfFile("""
        internal unsafe struct Column : IFfiStruct<Column>
        {
            public byte* Name;
            public bool {|FFO002:IsEmpty|};
            public DateTime {|FFO002:Made|};

            public static ReadOnlySpan<byte> CName => "acme_column"u8;

            public static ReadOnlySpan<byte> FreeFunction => "acme_column_free"u8;
        }
        """);

    private static string File(string parameter) => $$"""
        internal struct Flagged { public int N; public bool Flag; }
        internal struct Outer { public Flagged Inner; }
        internal struct Empty { }
        [StructLayout(LayoutKind.Auto)] internal struct Chosen { public byte A; public long B; }
        internal struct Plain { public int A; public long B; }
        internal unsafe struct Node { public Node* Next; public int Value; }
        internal unsafe struct Buffer { public fixed char Text[8]; public fixed byte Bytes[8]; }
        internal enum Colour : byte { Red }
        internal static unsafe class Exports
        {
            [UnmanagedCallersOnly(EntryPoint = "acme_test")]
            private static int Test({{parameter}}) => 0;
        }
        """;
}
