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
        context.RegisterSymbolStartAction(type => CheckType(type, types), SymbolKind.NamedType);
        context.RegisterSymbolAction(
            symbol =>
            {
                // What is no identifier is the generator's own error.
                string? name = types.EntryPointOf(symbol.Symbol);
                string? generated = types.FfiExportNameOf(symbol.Symbol);
                string? problem = name != null ? CNames.Problem(name) : generated != null ? CNames.ProblemWithTheCLibrary(generated) : null;
                if (problem != null)
                {
                    symbol.ReportDiagnostic(Diagnostic.Create(Rules.EntryPointName, symbol.Symbol.Locations[0], name ?? generated, problem));
                }
            },
            SymbolKind.Method);
    }

    // Only private methods: no other type can take their address.
    private static void CheckType(SymbolStartAnalysisContext context, KnownTypes types)
    {
        IMethodSymbol[] unnamed = [.. ((INamedTypeSymbol)context.Symbol).GetMembers().OfType<IMethodSymbol>()
            .Where(method => method.DeclaredAccessibility == Accessibility.Private && types.IsForUnmanagedCallers(method) && types.EntryPointOf(method) == null)];
        if (unnamed.Length == 0)
        {
            return;
        }

        ConcurrentDictionary<ISymbol, bool> passed = new(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(operation => passed[((IMethodReferenceOperation)operation.Operation).Method.OriginalDefinition] = true, OperationKind.MethodReference);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (IMethodSymbol method in unnamed.Where(method => !passed.ContainsKey(method)))
            {
                end.ReportDiagnostic(Diagnostic.Create(Rules.NoEntryPoint, method.Locations[0], method.Name));
            }
        });
    }
}
