using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiOwnership.Analyzers;

/// <summary>What all analyzers have in common: they run concurrently, leave generated code alone, and look up the library's types once a compilation.</summary>
public abstract class FfiAnalyzer : DiagnosticAnalyzer
{
    private protected FfiAnalyzer(params DiagnosticDescriptor[] rules) => SupportedDiagnostics = ImmutableArray.Create(rules);

    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start => Register(start, new KnownTypes(start.Compilation)));
    }

    private protected abstract void Register(CompilationStartAnalysisContext context, KnownTypes types);
}
