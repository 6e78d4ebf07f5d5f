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
        bool isExport = types.EntryPointOf(context.OwningSymbol) != null;
        if (context.OwningSymbol is not IMethodSymbol method || !(isExport || IsAddress(method.ReturnType)) || FlowGraphs.BodyOf(context) is not { } body)
        {
            return;
        }

        PointerOrigins origins = new(body, types);
        foreach (IOperation operation in Operations.InOrder(body))
        {
            IOperation? leaving = operation switch
            {
                IReturnOperation exit => exit.ReturnedValue,
                ISimpleAssignmentOperation store when isExport && IsForCaller(store.Target, method) => store.Value,
                _ => null,
            };
            if (leaving != null && IsAddress(leaving.Type) && origins.Of(leaving) is { } what)
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.DanglingPointer, leaving.Syntax.GetLocation(), what, method.Name));
            }
        }
    }

    // *result = p
    private static bool IsForCaller(IOperation target, IMethodSymbol method) =>
        target.Syntax is PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax to } && method.Parameters.Any(parameter => parameter.Name == to.Identifier.ValueText);

    private static bool IsAddress(ITypeSymbol? type) =>
        type is IPointerTypeSymbol || type?.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr;
}
