using FfiOwnership.Generator.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Generator.Tests;

/// <summary>FFO101, and what names may be: FFO103 and FFO104.</summary>
public sealed class MethodRuleTests
{
    [TestCase("public void {|FFO101:Do|}() { }", Description = "not static")]
    [TestCase("private static void {|FFO101:Do|}() { }", Description = "private")]
    [TestCase("public static void {|FFO101:Do|}<T>() { }", Description = "generic")]
    [TestCase("public static Task {|FFO101:Do|}() => Task.CompletedTask;", Description = "Task")]
    [TestCase("public static async void {|FFO101:Do|}() => await Task.CompletedTask;", Description = "async")]
    [TestCase("public static ValueTask<int> {|FFO101:Do|}() => default;", Description = "ValueTask")]
    [TestCase("public static IEnumerable<int> {|FFO101:Do|}() { yield return 1; }", Description = "iterator")]
    [TestCase("public static IAsyncEnumerable<int> {|FFO101:Do|}() => null!;", Description = "asynchronous sequence")]
    [TestCase("public static ref int {|FFO101:Do|}() => ref (new int[1])[0];", Description = "reference")]
    [TestCase("public static string {|FFO101:Do|}(out string other) => other = \"\";", Description = "two owners")]
    [TestCase("[System.Runtime.InteropServices.UnmanagedCallersOnly] public static void {|FFO101:Do|}() { }", Description = "an export already")]
    [TestCase("[System.Diagnostics.Conditional(\"NEVER\")] public static void {|FFO101:Do|}() { }", Description = "a call that may be left out")]
    [TestCase("[System.Diagnostics.CodeAnalysis.Experimental(\"X1\")] public static void {|FFO101:Do|}() { }", Description = "experimental")]
    [TestCase("[Obsolete(\"no\", error: true)] public static void {|FFO101:Do|}() { }", Description = "obsolete as an error")]
    [TestCase("public static void {|FFO101:Do|}(int fooBar, int foo_bar) { }", Description = "two parameters of one name")]
    [TestCase("public static void Do([CName(\"a b\")] int {|FFO104:value|}) { }", Description = "a parameter that C cannot have")]
    public Task A_method_that_C_cannot_call_is_reported(string member) => RuleTest.OfFile($$"""
        [assembly: FfiLibrary(FreeString = "x_string_free")]

        public class Exports
        {
            [FfiExport("x_do")] {{member}}
        }
        """);

    [Test]
    public Task A_method_in_a_generic_or_private_class_is_reported() => RuleTest.OfFile("""
        public static class Of<T>
        {
            [FfiExport("x_one")] public static void {|FFO101:Do|}() { }
        }

        public static class Outer
        {
            private static class Inner
            {
                [FfiExport("x_two")] public static void {|FFO101:Do|}() { }
            }
        }

        file static class Local
        {
            [FfiExport("x_three")] public static void {|FFO101:Do|}() { }
        }

        public interface IVirtual
        {
            [FfiExport("x_four")] static virtual int {|FFO101:Do|}() => 1;
        }

        public static class Extensions
        {
            extension(Exception exception)
            {
                [FfiExport("x_five")] public static int {|FFO101:Do|}() => 1;
            }
        }
        """);

    [Test]
    public Task Internal_methods_nested_classes_overloads_and_default_values_are_fine() => RuleTest.OfMembers("""
        [FfiExport("x_one")] internal static void Do(int value = 3) { }
        [FfiExport("x_two")] internal static void Do(params ReadOnlySpan<int> values) { }
        public static partial class Inner
        {
            [FfiExport("x_three")] public static partial int @do(int @class);
            public static partial int @do(int @class) => @class;
        }
        """);

    [Test]
    public Task A_name_that_two_things_have_is_reported_where_it_is_given_again() => RuleTest.OfFile("""
        [assembly: FfiLibrary(FreeString = "x_free")]

        [{|FFO103:FfiHandle("x_box", Close = "x_free")|}]
        public sealed class Box;

        public static class Exports
        {
            [FfiExport("x_do")] public static void Do() { }
            [{|FFO103:FfiExport("x_do")|}] public static void DoAgain() { }
            [FfiExport("x_one")] [return: FfiList(Free = "x_list_free")] public static int[] One() => [];
            [FfiExport("x_two")] [return: FfiList(Free = "x_list_free")] public static byte[] Two() => [];
        }
        """);

    [Test]
    public Task Two_types_of_one_name_are_reported_and_no_more() => RuleTest.OfFile("""
        [FfiStruct("x_pair")] public sealed record Pair(int Left, int Right);
        [{|FFO103:FfiStruct("x_pair")|}] public sealed record Couple(int Left, int Right);
        [FfiCallback("x_callback")] public delegate void Callback();
        [{|FFO103:FfiCallback("x_callback")|}] public delegate void Function();
        """);

    [Test]
    public Task Classes_may_be_named_like_what_the_generated_code_uses() => RuleTest.OfFile("""
        namespace A._B { public static class Exports { [FfiExport("x_four")] public static int Four() => 4; } }
        namespace A_.B { public static class Exports { [FfiExport("x_five")] public static int Five() => 5; } }
        namespace A_.B { public static class exports { [FfiExport("x_six")] public static int Six() => 6; } }
        public static class Status { [FfiExport("x_one")] public static int One() => 1; }
        public static class Library { [FfiExport("x_two")] public static int Two() => 2; }
        public static class Results { [FfiExport("x_three")] public static int Three() => 3; }
        """);

    [TestCase("")]
    [TestCase("x-do")]
    [TestCase("1do")]
    [TestCase("dö")]
    [TestCase("while")]
    [TestCase("new")]
    [TestCase("typeof")]
    [TestCase("x do")]
    [TestCase("_Bool")]
    [TestCase("__x")]
    public Task A_name_that_is_none_in_C_is_reported(string name) => RuleTest.OfMembers($$"""[{|FFO104:FfiExport("{{name}}")|}] public static void Do() { }""");

    [Test]
    public Task An_export_of_a_project_that_is_no_native_library_is_reported_once() => RuleTest.OfFile(
        """
        public static class Exports
        {
            [FfiExport("x_do")] public static void {|FFO106:Do|}() { }
            [FfiExport("x_do_more")] public static void DoMore() { }
        }
        """,
        isNative: false);
}
