using System.Collections.Immutable;
using FfiOwnership.Boundary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace FfiOwnership.Analyzers.Tests.Support;

/// <summary>A source with what shall be reported marked in it, for all rules at once: so each test also says that no other rule reports anything.</summary>
internal sealed class RuleTest : CodeFixTest<DefaultVerifier>
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Threading.Tasks;
        using FfiOwnership.Boundary;
        using FfiOwnership.Errors;
        using FfiOwnership.Owners;
        using FfiOwnership.Toolkit;

        """;

    private static readonly DiagnosticAnalyzer[] s_analyzers = [.. InstancesOf<DiagnosticAnalyzer>(typeof(FfiAnalyzer))];
    private static readonly CodeFixProvider[] s_fixes = [.. InstancesOf<CodeFixProvider>(typeof(CodeFixes.FfiCodeFix))];

    // Those that this process runs with, which are of the version that the library is made for, and the library.
    private static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
        .Append(typeof(ExportCall).Assembly.Location)
        .Select(path => MetadataReference.CreateFromFile(path))];

    private RuleTest(bool withSafetyRule)
    {
        if (!withSafetyRule)
        {
            DisabledDiagnostics.Add("FFO017");
        }

        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        TestState.AdditionalReferences.AddRange(s_references);
        CodeActionValidationMode = CodeActionValidationMode.None;
    }

    public static IEnumerable<DiagnosticDescriptor> Rules => s_analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal);

    public override string Language => LanguageNames.CSharp;

    public override Type SyntaxKindType => typeof(SyntaxKind);

    protected override string DefaultFileExt => "cs";

    /// <summary>Checks members of a class of exports, in the language of <see cref="MarkupMode"/>: <c>{|FFO001:Name|}</c>.</summary>
    public static Task OfMembers(string members, bool withSafetyRule = false) => OfFile(InClass(members), withSafetyRule);

    /// <summary>Checks members of a class, and what they are after the fix of what is marked in them.</summary>
    public static async Task OfFix(string members, string afterwards, bool withSafetyRule = false)
    {
        RuleTest test = new(withSafetyRule) { TestCode = Usings + InClass(members), FixedCode = Usings + InClass(afterwards) };
        await test.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Checks types.</summary>
    public static async Task OfFile(string types, bool withSafetyRule = false, bool checksCompiler = true)
    {
        RuleTest test = new(withSafetyRule) { TestCode = Usings + types, CompilerDiagnostics = checksCompiler ? CompilerDiagnostics.Errors : CompilerDiagnostics.None };
        await test.RunAsync().ConfigureAwait(false);
    }

    /// <summary>What is reported of members of a class, all rules on: their numbers, with the lines of the members from 1.</summary>
    public static async Task<IEnumerable<(int Line, string Id)>> Findings(string members)
    {
        RuleTest test = new(withSafetyRule: true);
        CompilationOptions options = test.CreateCompilationOptions().WithSpecificDiagnosticOptions([new("FFO017", ReportDiagnostic.Warn)]);
        string before = Usings + InClass("");
        int first = before[..before.IndexOf('{', StringComparison.Ordinal)].Split('\n').Length;
        CSharpCompilation compilation = CSharpCompilation.Create("example", [CSharpSyntaxTree.ParseText(Usings + InClass(members))], s_references, (CSharpCompilationOptions)options);
        ImmutableArray<Diagnostic> findings = await compilation.WithAnalyzers([.. s_analyzers]).GetAllDiagnosticsAsync().ConfigureAwait(false);
        return findings.Where(finding => finding.Severity >= DiagnosticSeverity.Warning && finding.Id != "CS8019").Select(finding => (finding.Location.GetLineSpan().StartLinePosition.Line + 1 - first, finding.Id));
    }

    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => s_analyzers;

    protected override IEnumerable<CodeFixProvider> GetCodeFixProviders() => s_fixes;

    protected override CompilationOptions CreateCompilationOptions() =>
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    protected override ParseOptions CreateParseOptions() =>
        new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static string InClass(string members) => $$"""
        internal static unsafe class Exports
        {
        {{string.Join('\n', members.Split('\n').Select(line => line.Length == 0 ? line : "    " + line))}}
        }
        """;

    private static IEnumerable<T> InstancesOf<T>(Type known) =>
        known.Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(known)).Select(type => (T)Activator.CreateInstance(type)!);
}
