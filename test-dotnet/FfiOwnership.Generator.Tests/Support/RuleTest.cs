using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace FfiOwnership.Generator.Tests.Support;

/// <summary>A source with what the generator shall report marked in it: <c>{|FFO101:Name|}</c>. All else must compile.</summary>
internal sealed class RuleTest : CSharpSourceGeneratorTest<ExportGenerator, DefaultVerifier>
{
    private RuleTest(string source, bool isNative)
    {
        TestState.Sources.Add(("Usings.cs", Sources.Usings));
        TestState.Sources.Add(("Exports.cs", source));
        TestState.AdditionalReferences.AddRange(Sources.References);
        TestState.AnalyzerConfigFiles.Add(("/.globalconfig", $"is_global = true\nbuild_property.FfiNativeLibrary = {(isNative ? "true" : "")}\n"));
        TestBehaviors = TestBehaviors.SkipGeneratedSourcesCheck;
        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
    }

    public static Task OfFile(string source, bool isNative = true) => new RuleTest(source, isNative).RunAsync();

    /// <summary>Checks members of a class of exports, in a library that frees strings.</summary>
    public static Task OfMembers(string members) => OfFile($$"""
        [assembly: FfiLibrary(FreeString = "x_string_free")]

        internal static class Exports
        {
        {{members}}
        }
        """);

    protected override CompilationOptions CreateCompilationOptions() => Sources.CompilationOptions;

    protected override ParseOptions CreateParseOptions() => Sources.ParseOptions;
}
