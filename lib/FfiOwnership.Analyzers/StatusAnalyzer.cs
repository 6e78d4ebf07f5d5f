using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO013: calls whose status nobody looks at.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StatusAnalyzer : FfiAnalyzer
{
    public StatusAnalyzer()
        : base(Rules.IgnoredStatus)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationAction(operation => Check(operation, types), OperationKind.Invocation);

    private static void Check(OperationAnalysisContext context, KnownTypes types)
    {
        // "_ = ..." says that it is meant.
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        if ((KnownTypes.Is(call.Type, types.Status) || KnownTypes.Is(call.Type, types.FfiResult))
            && call.Parent is IExpressionStatementOperation { Syntax: ExpressionStatementSyntax }
            && Tells(call.TargetMethod, types))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.IgnoredStatus, call.Syntax.GetLocation(), call.TargetMethod.Name));
        }
    }

    // What End returns, it has told already. Inside the library, what is not public returns the status that it was given.
    private static bool Tells(IMethodSymbol method, KnownTypes types) =>
        KnownTypes.Is(method.ContainingType, types.ExportCall)
            ? method.Name is "Null" or "Refuse"
            : method.DeclaredAccessibility == Accessibility.Public && method.ContainingType.DeclaredAccessibility == Accessibility.Public && !KnownTypes.Is(method.ContainingType, types.Failure)
                || !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, types.Status?.ContainingAssembly);
}
