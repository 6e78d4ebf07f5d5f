using FfiOwnership.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using NUnit.Framework;
using Snapshooter.NUnit;

namespace FfiOwnership.Generator.Tests;

/// <summary>The text that people read who look at what is generated. It compiles without a warning.</summary>
public sealed class GeneratedTextTests
{
    [Test]
    public void Of_values() => AssertText("""
        /// <summary>Which way.</summary>
        public enum Way : byte { Up, Down }

        public readonly record struct Point(double X, double Y);

        public static class Exports
        {
            /// <summary>
            /// Moves a <see cref="Point"/> some way,
            /// by <paramref name="steps"/>.
            /// </summary>
            /// <param name="point">Where it is.</param>
            /// <param name="way">Which way.</param>
            /// <param name="steps">How far.</param>
            [FfiExport("x_move")]
            public static Point Move(Point point, Way way, int steps) => point;

            [FfiExport("x_is_even")]
            public static bool IsEven(long value) => value % 2 == 0;

            [FfiExport("x_divide")]
            public static void Divide(int dividend, int divisor, out int quotient, [System.Runtime.InteropServices.Optional] out int remainder) => (quotient, remainder) = Math.DivRem(dividend, divisor);
        }
        """);

    [Test]
    public void Of_texts() => AssertText("""
        [assembly: FfiLibrary(FreeString = "x_string_free", LastErrorMessage = "x_last_error_message", StatusText = "x_status_text")]

        namespace Author.Texts
        {
            public static class Exports
            {
                [FfiExport("x_join")]
                public static string Join(string first, string? second) => first + second;

                [FfiExport("x_try_find")]
                public static bool TryFind(string text, out string? found) => (found = text) != null;
            }
        }
        """);

    [Test]
    public void Of_elements() => AssertText("""
        public static unsafe class Exports
        {
            [FfiExport("x_sum")]
            public static long Sum(ReadOnlySpan<int> values) => 0;

            [FfiExport("x_fill")]
            public static void Fill(Span<byte> bytes, void* context) { }

            [FfiExport("x_range")]
            [return: FfiList(Free = "x_numbers_free")]
            public static IReadOnlyList<double> Range(int count) => [];

            [FfiExport("x_squares")]
            public static void Squares([FfiList(Free = "x_numbers_free")] out long[] squares) => squares = [];
        }
        """);

    [Test]
    public void Of_handles() => AssertText("""
        namespace Author;

        [FfiHandle("x_file", Close = "x_file_close")]
        public sealed class Document;

        internal static class Exports
        {
            [FfiExport("x_file_open")]
            internal static Document Open(int number) => new();

            [FfiExport("x_file_next")]
            internal static Document? Next(Document document, Document? after) => null;

            [FfiExport("x_file_rename")]
            internal static void Rename(Document document, string name, string? extension)
            {
            }
        }
        """);

    [Test]
    public void Of_structs() => AssertText("""
        [assembly: FfiLibrary(FreeString = "x_string_free")]

        [FfiStruct("x_person", Free = "x_person_free", FreeList = "x_people_free")]
        public sealed record Person(string Name, [CName("mail")] string? Email, bool IsActive, Place? Home);

        [FfiStruct("x_place")]
        public sealed class Place
        {
            public double Height;
            public string Name { get; set; } = "";
            public Place? Within { get; init; }
            public string Computed => Name;
        }

        [FfiStruct("x_version", Free = "x_version_free")]
        public readonly record struct Version(ushort Major, ushort Minor);

        public static class Exports
        {
            [FfiExport("x_person_find")]
            public static Person? Find(in Person like) => null;

            [FfiExport("x_people")]
            public static IEnumerable<Person> People() => [];

            [FfiExport("x_version_get")]
            public static Version Version() => default;
        }
        """);

    [Test]
    public void Of_callbacks() => AssertText("""
        [FfiCallback("x_row_callback")]
        public delegate int RowCallback(nuint line, string? title, IReadOnlyList<string> cells, ReadOnlySpan<double> values, bool isLast);

        [FfiCallback("x_notify")]
        public delegate void Notify();

        public static class Exports
        {
            [FfiExport("x_each_row")]
            public static void EachRow(RowCallback callback, Notify? done) => done?.Invoke();
        }
        """);

    [Test]
    public void Of_refusals() => AssertText("""
        [assembly: FfiLibrary(FreeString = "x_string_free")]
        [assembly: FfiError(typeof(Exception), 99)]
        [assembly: FfiError(typeof(IOException), 100, Name = "X_E_IO", Text = "It cannot be \"read\".")]
        [assembly: FfiError(typeof(FileNotFoundException), 101, Name = "X_E_NO_FILE", Text = "There is no file.")]

        public static class Exports
        {
            [FfiExport("x_read")]
            public static FfiResult<string> Read(int number) => FfiResult.Refuse(Status.Io, "no");

            [FfiExport("x_count")]
            public static FfiResult<int> Count() => 1;
        }
        """);

    [Test]
    public void Of_names_that_collide() => AssertText("""
        namespace Author.@class.FfiOwnership;

        public static class System
        {
            [FfiExport("x_event")]
            public static int @event(int call, int status, int @out, int e, int @lock) => call;

            [FfiExport("x_event_text")]
            public static void @event(ReadOnlySpan<int> values, int valuesCount) { }
        }
        """);

    private static void AssertText(string source)
    {
        Run run = Run.Of(source);
        Assert.That(run.Result.Diagnostics, Is.Empty);
        Assert.That(run.Output.GetDiagnostics().Where(finding => finding.Severity >= DiagnosticSeverity.Warning && finding.Id != "CS1591"), Is.Empty, run.Text);
        Snapshot.Match(run.Text);
    }
}
