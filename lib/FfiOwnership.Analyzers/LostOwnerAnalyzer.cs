using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO004: owners that are thrown away, never ended, or copied and ended twice.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostOwnerAnalyzer : FfiAnalyzer
{
    public LostOwnerAnalyzer()
        : base(Rules.LostOwner)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        context.RegisterOperationAction(operation => CheckCall(operation, types), OperationKind.Invocation);
        context.RegisterOperationBlockAction(block => CheckLocals(block, types));
    }

    private static void CheckCall(OperationAnalysisContext context, KnownTypes types)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        if (Operations.IsThrownAway(call) && (types.IsOwner(call.Type) || OwnerCalls.KindGivenAway(call.TargetMethod, types) != null))
        {
            Report(context.ReportDiagnostic, call.Syntax, $"What '{call.TargetMethod.Name}' returns owns something that nobody can end any more; keep it, and dispose of it or give it away");
        }

        // A status that is looked at may be known to be a refusal, and then nothing was made.
        if (OwnerCalls.Made(call, types) is { Value: IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation } } made
            && (Operations.IsThrownAway(call) || IsEnded(call, types)))
        {
            Report(context.ReportDiagnostic, made.Syntax, $"'{call.TargetMethod.Name}' makes something that nobody can end any more; keep it, and free it or give it away");
        }
    }

    private static bool IsEnded(IInvocationOperation call, KnownTypes types) =>
        Operations.UserOf(call) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: var type } } && KnownTypes.Is(type, types.ExportCall);

    private static void CheckLocals(OperationBlockAnalysisContext context, KnownTypes types)
    {
        foreach (OwnerLocal local in OwnerLocal.AllIn(context.OperationBlocks, types))
        {
            if (!local.IsEnded && !local.Escapes && !local.IsCopy)
            {
                Report(context.ReportDiagnostic, local.Declaration, $"'{local.Symbol.Name}' owns something and is never disposed of or given away; declare it with 'using'");
            }
            else if (local.CopyOf is { IsEnded: true } original && local.IsEnded)
            {
                Report(context.ReportDiagnostic, local.Declaration, $"'{local.Symbol.Name}' and '{original.Symbol.Name}' own the same, and both end it; let one of them go");
            }
        }
    }

    private static void Report(Action<Diagnostic> report, SyntaxNode at, string what) =>
        report(Diagnostic.Create(Rules.LostOwner, at is VariableDeclaratorSyntax declarator ? declarator.Identifier.GetLocation() : at.GetLocation(), what));
}
