using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FfiOwnership.Generator.Tests.Support;

/// <summary>Runs of the generator on the files of one project, as an editor makes them: each after an edit of the former files.</summary>
internal sealed class Run
{
    private GeneratorDriver _driver;

    private Run(CSharpCompilation compilation)
    {
        GeneratorDriverOptions options = new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        _driver = CSharpGeneratorDriver.Create([new ExportGenerator().AsSourceGenerator()], optionsProvider: new ProjectOptions(isNative: true), parseOptions: Sources.ParseOptions, driverOptions: options);
        Compilation = compilation;
        Output = compilation;
        Again(compilation);
    }

    /// <summary>The author's files.</summary>
    public CSharpCompilation Compilation { get; private set; }

    /// <summary>These and the generated ones.</summary>
    public Compilation Output { get; private set; }

    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    /// <summary>The generated files, one after the other.</summary>
    public string Text => string.Join('\n', Result.GeneratedSources.OrderBy(file => file.HintName, StringComparer.Ordinal).Select(file => $"==== {file.HintName}\n{file.SourceText}"));

    /// <summary>Runs it on files.</summary>
    public static Run Of(params string[] files) => new(CSharpCompilation.Create(
        "author", [Sources.Parse(Sources.Usings, "Usings.cs"), .. files.Select((file, i) => Sources.Parse(file, $"File{i}.cs"))], Sources.References, Sources.CompilationOptions));

    /// <summary>Replaces one of the files.</summary>
    public void Edit(int file, string text)
    {
        SyntaxTree before = Compilation.SyntaxTrees[file + 1];
        Again(Compilation.ReplaceSyntaxTree(before, Sources.Parse(text, before.FilePath)));
    }

    /// <summary>Adds a file.</summary>
    public void Add(string text) => Again(Compilation.AddSyntaxTrees(Sources.Parse(text, "Added.cs")));

    private void Again(CSharpCompilation compilation)
    {
        Compilation = compilation;
        _driver = _driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Output = output;
    }
}
