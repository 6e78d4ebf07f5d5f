using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO010: pointers to the stack, to pinned arrays and to objects, which are returned.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DanglingPointerAnalyzer : FfiAnalyzer
{
    public DanglingPointerAnalyzer()
        : base(Rules.DanglingPointer)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationBlockAction(block => Check(block, types));

    private static void Check(OperationBlockAnalysisContext context, KnownTypes types)
    {
        if (context.OwningSymbol is not IMethodSymbol method || !IsAddress(method.ReturnType) || FlowGraphs.BodyOf(context) is not { } body)
        {
            return;
        }

        PointerOrigins origins = new(body, types);
        foreach (IReturnOperation exit in Operations.InOrder(body).OfType<IReturnOperation>())
        {
            if (exit.ReturnedValue is { } value && origins.Of(value) is { } what)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.DanglingPointer, value.Syntax.GetLocation(), what, method.Name));
            }
        }

        if (types.EntryPointOf(method) == null)
        {
            return;
        }

        // *result = p
        foreach (ISimpleAssignmentOperation store in Operations.InOrder(body).OfType<ISimpleAssignmentOperation>())
        {
            if (store.Target.Syntax is PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax to } && method.Parameters.Any(parameter => parameter.Name == to.Identifier.ValueText)
                && IsAddress(store.Value.Type) && origins.Of(store.Value) is { } what)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.DanglingPointer, store.Value.Syntax.GetLocation(), what, method.Name));
            }
        }
    }

    private static bool IsAddress(ITypeSymbol? type) =>
        type is IPointerTypeSymbol || type?.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;
}
