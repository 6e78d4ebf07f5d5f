using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO012: pointer parameters of exports that are only written, and not on every path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OutParameterAnalyzer : FfiAnalyzer
{
    private enum Use
    {
        Test,
        Write,
        Other,
    }

    public OutParameterAnalyzer()
        : base(Rules.OutNotWritten)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationBlockAction(block => Check(block, types));

    private static void Check(OperationBlockAnalysisContext context, KnownTypes types)
    {
        if (types.EntryPointOf(context.OwningSymbol) == null || FlowGraphs.BodyOf(context) is not { } body)
        {
            return;
        }

        foreach (IParameterSymbol parameter in ((IMethodSymbol)context.OwningSymbol).Parameters)
        {
            if (parameter.Type is IPointerTypeSymbol { PointedAtType.SpecialType: not SpecialType.System_Void } && !types.IsConst(parameter)
                && IsOut(body, parameter, types) && MayStayAsItWas(context.GetControlFlowGraph(body), parameter))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.OutNotWritten, parameter.Locations[0], context.OwningSymbol.Name, parameter.Name));
            }
        }
    }

    // Written and never read; or refused where it is null, and used for nothing else.
    private static bool IsOut(IBlockOperation body, IParameterSymbol parameter, KnownTypes types)
    {
        Use[] uses = [.. Uses(body.Syntax, parameter)];
        return uses.Contains(Use.Write) ? !uses.Contains(Use.Other) : uses.Length != 0 && !uses.Contains(Use.Other) && IsRefusedIfNull(body, parameter, types);
    }

    private static bool IsRefusedIfNull(IBlockOperation body, IParameterSymbol parameter, KnownTypes types) =>
        Operations.InOrder(body).OfType<IConditionalOperation>().Any(choice =>
            FlowGraphs.Compares(choice.Condition, parameter) == true
            && Operations.InOrder(choice.WhenTrue).OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name == "Null" && KnownTypes.Is(call.TargetMethod.ContainingType, types.ExportCall)));

    private static bool MayStayAsItWas(ControlFlowGraph graph, IParameterSymbol parameter) =>
        MayFlow.Of(
            graph,
            atStart: true,
            (block, isUnwritten) => isUnwritten && !FlowGraphs.InOrder(block).Any(operation => Uses(operation.Syntax, parameter).Any(use => use != Use.Test)),
            (branch, isUnwritten) => isUnwritten && !FlowGraphs.SaysNull(branch, parameter)).AtReturn;

    private static IEnumerable<Use> Uses(SyntaxNode node, IParameterSymbol parameter) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == parameter.Name && !IsNameOfMember(name)).Select(UseOf);

    private static bool IsNameOfMember(IdentifierNameSyntax name) => name.Parent is NameColonSyntax || (name.Parent is MemberAccessExpressionSyntax access && access.Name == name);

    private static Use UseOf(IdentifierNameSyntax name) => name.Parent switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } => Use.Test,
        IsPatternExpressionSyntax => Use.Test,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } indirection when IsWritten(indirection) => Use.Write,
        _ => Use.Other,
    };

    private static bool IsWritten(PrefixUnaryExpressionSyntax indirection) => indirection.Parent switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => assignment.Left == indirection,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword),
        _ => false,
    };
}
