using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiOwnership.Analyzers;

/// <summary>FFO001: exports that an exception can leave.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GuardAnalyzer : FfiAnalyzer
{
    public GuardAnalyzer()
        : base(Rules.UnguardedExport)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationBlockAction(block => Check(block, types));

    private static void Check(OperationBlockAnalysisContext context, KnownTypes types)
    {
        if (types.EntryPointOf(context.OwningSymbol) != null
            && FlowGraphs.BodyOf(context) is { } body
            && new EscapingExceptions(types).Find(body) is { } reason)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.UnguardedExport, context.OwningSymbol.Locations[0], context.OwningSymbol.Name, reason));
        }
    }
}
