using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>Where the assemblies come from that the rules look at.</summary>
internal static class Assemblies
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    // Kept, for what the compiler has read of them once serves all compilations.
    private static readonly MetadataReference[] References =
        [.. new[] { "System.Private.CoreLib.dll", "System.Runtime.dll" }.Select(name => MetadataReference.CreateFromFile(Path.Combine(Framework, name)))];

    /// <summary>Opens a compiled one.</summary>
    public static ModuleDefinition Open(string path) => ModuleDefinition.ReadModule(path, Parameters());

    /// <summary>Compiles one from sources.</summary>
    public static ModuleDefinition Compile(params string[] sources)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Fixture",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            References,

            // Without optimization each local that the source has is there.
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Debug, allowUnsafe: true));
        MemoryStream stream = new();
        if (compilation.Emit(stream) is { Success: false } result)
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        }

        stream.Position = 0;
        return ModuleDefinition.ReadModule(stream, Parameters());
    }

    // The values of enums in attributes are as wide as the enum's assembly says.
    private static ReaderParameters Parameters()
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Framework);
        return new ReaderParameters { AssemblyResolver = resolver };
    }
}
