using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO003: exports whose own frame holds stackalloc memory or a fixed buffer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FrameAnalyzer : FfiAnalyzer
{
    public FrameAnalyzer()
        : base(Rules.GuardedFrame)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        context.RegisterSyntaxNodeAction(
            node => Report(node.ContainingSymbol, node.Node, "stackalloc memory", types, node.ReportDiagnostic),
            SyntaxKind.StackAllocArrayCreationExpression,
            SyntaxKind.ImplicitStackAllocArrayCreationExpression);
        context.RegisterOperationAction(operation => CheckLocal(operation, types), OperationKind.VariableDeclarator, OperationKind.DeclarationExpression);
    }

    private static void CheckLocal(OperationAnalysisContext context, KnownTypes types)
    {
        ITypeSymbol? type = (context.Operation as IVariableDeclaratorOperation)?.Symbol.Type ?? context.Operation.Type;
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Struct } value && HasFixedBuffer(value))
        {
            Report(context.ContainingSymbol, context.Operation.Syntax, $"the fixed buffer of a {value.Name}", types, context.ReportDiagnostic);
        }
    }

    private static bool HasFixedBuffer(INamedTypeSymbol type) => CrossingTypes.FieldsOf(type).Any(field =>
        field.IsFixedSizeBuffer
        || (field.Type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None } inner && !SymbolEqualityComparer.Default.Equals(inner, type) && HasFixedBuffer(inner)));

    private static void Report(ISymbol? method, SyntaxNode at, string what, KnownTypes types, Action<Diagnostic> report)
    {
        if (method != null && types.EntryPointOf(method) != null && !Operations.IsInNestedFunction(at))
        {
            report(Diagnostic.Create(Rules.GuardedFrame, at.GetLocation(), method.Name, what));
        }
    }
}
