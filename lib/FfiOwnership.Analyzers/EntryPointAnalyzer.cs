using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO008 and FFO009: methods that shall be exported have a name, and one that C can use.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EntryPointAnalyzer : FfiAnalyzer
{
    public EntryPointAnalyzer()
        : base(Rules.NoEntryPoint, Rules.EntryPointName)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        ConcurrentDictionary<ISymbol, bool> unnamed = new(SymbolEqualityComparer.Default);
        ConcurrentDictionary<ISymbol, bool> passed = new(SymbolEqualityComparer.Default);
        context.RegisterSymbolAction(
            symbol =>
            {
                IMethodSymbol method = (IMethodSymbol)symbol.Symbol;
                if (!types.IsForUnmanagedCallers(method))
                {
                    return;
                }

                if (types.EntryPointOf(method) is not { } name)
                {
                    unnamed[method] = true;
                }
                else if (CNames.Problem(name) is { } problem)
                {
                    symbol.ReportDiagnostic(Diagnostic.Create(Rules.EntryPointName, method.Locations[0], name, problem));
                }
            },
            SymbolKind.Method);
        context.RegisterOperationAction(operation => passed[((IMethodReferenceOperation)operation.Operation).Method.OriginalDefinition] = true, OperationKind.MethodReference);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (ISymbol method in unnamed.Keys.Where(method => !passed.ContainsKey(method)))
            {
                end.ReportDiagnostic(Diagnostic.Create(Rules.NoEntryPoint, method.Locations[0], method.Name));
            }
        });
    }
}
