using FfiOwnership.Generator.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Generator.Tests;

/// <summary>FFO102: what cannot cross. FFO105: what nothing frees. FFO107: what cannot be a struct.</summary>
public sealed class TypeRuleTests
{
    [TestCase("object {|FFO102:value|}")]
    [TestCase("char {|FFO102:value|}")]
    [TestCase("decimal {|FFO102:value|}")]
    [TestCase("DateTime {|FFO102:value|}")]
    [TestCase("Guid {|FFO102:value|}")]
    [TestCase("Int128 {|FFO102:value|}")]
    [TestCase("int? {|FFO102:value|}")]
    [TestCase("(int, int) {|FFO102:value|}")]
    [TestCase("int[] {|FFO102:value|}")]
    [TestCase("IReadOnlyList<string> {|FFO102:value|}")]
    [TestCase("ReadOnlySpan<bool> {|FFO102:value|}")]
    [TestCase("ReadOnlySpan<string> {|FFO102:value|}")]
    [TestCase("ReadOnlySpan<char> {|FFO102:value|}")]
    [TestCase("ref int {|FFO102:value|}")]
    [TestCase("in int {|FFO102:value|}")]
    [TestCase("Action<int> {|FFO102:value|}")]
    [TestCase("Exception {|FFO102:value|}")]
    [TestCase("System.Threading.CancellationToken {|FFO102:value|}")]
    [TestCase("out object {|FFO102:value|}")]
    public Task A_parameter_that_cannot_cross_is_reported(string parameter) => RuleTest.OfMembers($$"""
        [FfiExport("x_do")] public static void Do({{parameter}}) => throw new InvalidOperationException();
        """);

    [TestCase("object")]
    [TestCase("int?")]
    [TestCase("string[]")]
    [TestCase("ReadOnlySpan<int>")]
    [TestCase("int[,]")]
    [TestCase("Dictionary<int, int>")]
    [TestCase("IReadOnlyList<int>?")]
    [TestCase("FfiResult<object>")]
    [TestCase("bool[]")]
    public Task A_result_that_cannot_cross_is_reported(string type) => RuleTest.OfMembers($$"""
        [FfiExport("x_do")] [return: FfiList(Free = "x_list_free")] public static {{type}} {|FFO102:Do|}() => throw new InvalidOperationException();
        """);

    [TestCase("public struct Plain { public bool Flag; }")]
    [TestCase("public struct Plain { }")]
    [TestCase("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] public struct Plain { public int Value; }")]
    [TestCase("public struct Plain { public string Text; }")]
    public Task A_struct_that_is_laid_out_otherwise_in_C_is_reported(string type) => RuleTest.OfFile($$"""
        public static class Exports
        {
            [FfiExport("x_do")] public static void Do(Plain {|FFO102:plain|}) { }
        }

        {{type}}
        """);

    [Test]
    public Task Numbers_enums_and_structs_of_such_cross() => RuleTest.OfFile("""
        public enum Way : short { Up }
        public struct Inner { private Way _way; public nint Number { get; set; } }
        public struct Outer { public Inner Inner; public double Size; }

        public static unsafe class Exports
        {
            [FfiExport("x_do")] public static Outer Do(Outer outer, ReadOnlySpan<Inner> inners, Span<Way> ways, byte* bytes, delegate* unmanaged[Cdecl]<int, void> raw) => outer;
        }
        """);

    [Test]
    public Task What_nothing_frees_is_reported() => RuleTest.OfFile("""
        [FfiHandle("x_box")] public sealed class Box;
        [FfiStruct("x_pair")] public sealed record Pair(int Left, int Right);

        public static class Exports
        {
            [FfiExport("x_text")] public static string {|FFO105:Text|}() => "";
            [FfiExport("x_out")] public static void {|FFO105:Out|}(out string text) => text = "";
            [FfiExport("x_get_box")] public static Box {|FFO105:MakeBox|}() => new();
            [FfiExport("x_get_pair")] public static FfiResult<Pair> {|FFO105:MakePair|}() => new Pair(1, 2);
            [FfiExport("x_pairs")] public static void Pairs(out List<Pair> {|FFO105:pairs|}) => pairs = [];
            [FfiExport("x_numbers")] public static int[] {|FFO105:Numbers|}() => [];
            [FfiExport("x_take")] public static void Take(Box box, in Pair pair) { }
        }
        """);

    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:X|};")]
    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:Y|}(int X);")]
    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:X|}([CName(\"Read\")] int Value);")]
    [TestCase("[{|FFO104:FfiStruct(\"string\")|}] public sealed record X(int Id);")]
    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:X|}(int Id) { public int ID { get; init; } }")]
    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:X|}<T>(int Id);")]
    [TestCase("public record Base(int Id); [FfiStruct(\"x\")] public sealed record {|FFO107:X|}(int Id, int More) : Base(Id);")]
    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:X|}([CName(\"while\")] int While);")]
    [TestCase("[FfiStruct(\"x\")] public sealed record {|FFO107:X|}(Y? Y); [FfiStruct(\"y\")] public sealed record {|FFO107:Y|}(X? X);")]
    [TestCase("[FfiStruct(\"x\")] public sealed record X(int[] {|FFO102:Numbers|});")]
    [TestCase("[FfiStruct(\"x\")] public sealed record X(List<X> {|FFO102:More|});")]
    [TestCase("[FfiStruct(\"x\")] public sealed record X(H {|FFO102:Handle|}); [FfiHandle(\"h\")] public sealed class H;")]
    [TestCase("[FfiStruct(\"x\")] public sealed record X(DateTime {|FFO102:When|});")]
    public Task A_type_that_cannot_be_a_struct_is_reported(string types) => RuleTest.OfFile(types);

    [Test]
    public Task A_struct_that_cannot_be_made_is_reported_where_it_is_taken() => RuleTest.OfFile("""
        [FfiStruct("x", Free = "x_free")] public sealed class X
        {
            public X(string text) => Length = text.Length;
            public int Length { get; }
        }

        public static class Exports
        {
            [FfiExport("x_make")] public static X Make(string text) => new(text);
            [FfiExport("x_take")] public static void Take(X {|FFO107:x|}) { }
        }
        """);

    [TestCase("public delegate void Callback(H {|FFO102:handle|});")]
    [TestCase("public delegate void Callback(ref int {|FFO102:value|});")]
    [TestCase("public delegate void Callback(int[] {|FFO102:values|});")]
    [TestCase("public delegate string {|FFO102:Callback|}();")]
    [TestCase("public delegate void {|FFO102:Callback|}<T>();")]
    [TestCase("public delegate void {|FFO102:Callback|}(int fooBar, int foo_bar);")]
    [TestCase("public delegate void Callback(List<string>? {|FFO102:texts|});")]
    public Task A_callback_that_C_cannot_be_is_reported(string type) => RuleTest.OfFile($"""
        [FfiHandle("x_handle")] public sealed class H;
        [FfiCallback("x_callback")] {type}
        """);

    [TestCase("typeof(string), 100")]
    [TestCase("typeof(IOException), 0")]
    [TestCase("typeof(IOException), 21")]
    [TestCase("typeof(IOException), 4000000000")]
    [TestCase("typeof(IOException), 100, Name = \"X_E\"")]
    [TestCase("typeof(IOException), 100, Name = \"X-E\", Text = \"It failed.\"")]
    [TestCase("typeof(IOException), 100, Name = \"X_E\", Text = \"\"")]
    [TestCase("typeof(IOException), 6, Name = \"X_E\", Text = \"It failed.\"")]
    public Task A_status_that_makes_no_sense_is_reported(string arguments) => RuleTest.OfFile($$"""[assembly: {|FFO108:FfiError({{arguments}})|}]""");

    [Test]
    public Task Statuses_for_lack_of_memory_and_refusals_come_before_those_of_base_types() => RuleTest.OfFile("""
        [assembly: FfiError(typeof(Exception), 100)]
        [assembly: FfiError(typeof(InsufficientMemoryException), 101)]
        [assembly: FfiError(typeof(SystemException), 102)]
        """);

    [Test]
    public Task What_a_refused_type_is_used_for_is_not_reported_as_well() => RuleTest.OfFile("""
        [FfiStruct("x", Free = "x_free")] public sealed record X(DateTime {|FFO102:When|});
        [FfiCallback("x_callback")] public delegate void Callback(object {|FFO102:value|});
        public static class Exports
        {
            [FfiExport("x_make")] public static X Make() => null!;
            [FfiExport("x_call")] public static void Call(Callback callback) { }
        }
        """);

    [Test]
    public Task Objects_are_made_by_constructors_setters_and_required_members() => RuleTest.OfFile("""
        [FfiStruct("a")] public sealed class A { public A(int id) => Id = id; public required int Id { get; init; } public int More { get; set; } }
        [FfiStruct("b")] public sealed class B { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public B(int id) => Id = id; public required int Id { get; init; } }
        [FfiStruct("c")] public readonly record struct C(string Text, bool Flag);
        [FfiStruct("d")] public sealed class D(string text) { public string? Text { get; } = text; }

        public static class Exports
        {
            [FfiExport("x_a")] public static void Take(A a, in B b, C c) { }
            [FfiExport("x_d")] public static void Take(D {|FFO107:d|}) { }
        }
        """);

    [Test]
    public Task Overloads_call_the_one_that_is_exported() => RuleTest.OfFile("""
        public static class Exports
        {
            [FfiExport("x_one")] public static void M(out int a) => a = 1;
            [FfiExport("x_two")] public static void M(out long a) => a = 1;
        }
        """);

    [Test]
    public Task Callbacks_may_have_any_names_and_order() => RuleTest.OfFile("""
        [FfiCallback("function")] public delegate int Function(ReadOnlySpan<int> function, string context, List<string?> texts, ReadOnlySpan<string> more);
        public static class Exports { [FfiExport("x_call")] public static void Call(Function function) { } }
        """);

    [Test]
    public Task Statuses_that_contradict_each_other_are_reported() => RuleTest.OfFile("""
        [assembly: FfiError(typeof(IOException), 100, Name = "X_E_IO", Text = "It failed.")]
        [assembly: FfiError(typeof(FormatException), 100, Name = "X_E_IO", Text = "It failed.")]
        [assembly: {|FFO108:FfiError(typeof(ArgumentException), 100, Name = "X_E_OTHER", Text = "It failed.")|}]
        [assembly: {|FFO108:FfiError(typeof(IOException), 101)|}]
        """);
}
