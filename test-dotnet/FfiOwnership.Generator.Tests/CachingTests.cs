using System.Collections;
using System.Reflection;
using FfiOwnership.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace FfiOwnership.Generator.Tests;

/// <summary>An editor runs the generator at each key; what has not changed is not written again.</summary>
public sealed class CachingTests
{
    private const string Types = """
        namespace Author;

        [FfiHandle("x_box", Close = "x_box_close")]
        public sealed class Box;

        [FfiStruct("x_pair", Free = "x_pair_free", FreeList = "x_pairs_free")]
        public sealed record Pair(string Left, int Right);

        [FfiCallback("x_callback")]
        public delegate void Callback(int value);
        """;

    private const string Exports = """
        [assembly: FfiLibrary(FreeString = "x_string_free")]
        [assembly: FfiError(typeof(IOException), 100, Name = "X_E_IO", Text = "It failed.")]

        namespace Author;

        public static class Exports
        {
            [FfiExport("x_open")] public static Box Open(string path) => new();
            [FfiExport("x_pairs")] public static Pair[] Pairs(Box box, Callback callback) => [];
        }
        """;

    private const string Others = """
        namespace Author;

        public static class Others
        {
            [FfiExport("x_other")] public static int Other() => 1;
        }
        """;

    [Test]
    public void An_edit_in_an_unrelated_file_writes_nothing_anew()
    {
        Run run = Run.Of(Types, Exports, Others, "class Unrelated;");
        run.Edit(3, "class Unrelated { int Field; }");
        AssertOutputsAre(run, [], modified: 0);
        run.Add("class Added;");
        AssertOutputsAre(run, [], modified: 0);
    }

    [Test]
    public void An_edit_beside_the_exports_writes_nothing_anew()
    {
        Run run = Run.Of(Types, Exports, Others);
        run.Edit(1, "// A comment, which moves all that follows.\n" + Exports.Replace("=> new()", "=> new Box()", StringComparison.Ordinal));
        AssertOutputsAre(run, [], modified: 0);
    }

    [Test]
    public void A_changed_export_writes_its_class_anew_and_no_other()
    {
        Run run = Run.Of(Types, Exports, Others);
        run.Edit(2, Others.Replace("static int", "static long", StringComparison.Ordinal));
        AssertOutputsAre(run, ["Exports.Author_Others.g.cs"], modified: 1);
        Assert.That(run.Text, Does.Contain("x_other(long* @out)"));
    }

    [Test]
    public void A_changed_struct_writes_it_and_what_frees_it_anew()
    {
        Run run = Run.Of(Types, Exports, Others);
        run.Edit(0, Types.Replace("int Right", "uint Right", StringComparison.Ordinal));
        AssertOutputsAre(run, ["Structs.g.cs", "Library.g.cs"], modified: 2);
    }

    [Test]
    public void No_step_keeps_a_compilation_alive()
    {
        Run run = Run.Of(Types, Exports, Others);
        foreach (IncrementalGeneratorRunStep step in run.Result.TrackedSteps.SelectMany(step => step.Value).Where(step => step.Name is "classes" or "library" or "read"))
        {
            foreach ((object value, _) in step.Outputs)
            {
                AssertIsValue(value, []);
            }
        }
    }

    [Test]
    public void The_same_sources_give_the_same_text()
    {
        Run first = Run.Of(Types, Exports, Others);
        Run second = Run.Of(Types, Exports, Others);
        Assert.That(second.Text, Is.EqualTo(first.Text));
    }

    [Test]
    public void A_project_without_attributes_gets_no_file()
    {
        Assert.That(Run.Of("class Unrelated;").Result.GeneratedSources, Is.Empty);
    }

    private static void AssertOutputsAre(Run run, string[] files, int modified)
    {
        (object Value, IncrementalStepRunReason Reason)[] outputs = [.. run.Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)];
        Assert.That(outputs, Is.Not.Empty);
        Assert.That(outputs.Count(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)), Is.EqualTo(modified), string.Join('\n', outputs));
        Assert.That(run.Result.GeneratedSources.Select(file => file.HintName), Is.SupersetOf(files));
    }

    // A model is made of texts, numbers and other models.
    private static void AssertIsValue(object? value, HashSet<object> seen)
    {
        if (value is null or string or bool or Enum || value.GetType().IsPrimitive || !seen.Add(value))
        {
            return;
        }

        Assert.That(value, Is.Not.InstanceOf<ISymbol>().And.Not.InstanceOf<SyntaxNode>().And.Not.InstanceOf<Compilation>().And.Not.InstanceOf<Location>().And.Not.InstanceOf<SyntaxTree>());
        if (value is DiagnosticDescriptor)
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertIsValue(item, seen);
            }

            return;
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            AssertIsValue(field.GetValue(value), seen);
        }
    }
}
