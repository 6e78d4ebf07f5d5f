using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO011: pointers, handles and owners that are used after the call that has ended them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UseAfterEndAnalyzer : FfiAnalyzer
{
    public UseAfterEndAnalyzer()
        : base(Rules.UseAfterEnd)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationBlockAction(block => Check(block, types));

    private static void Check(OperationBlockAnalysisContext context, KnownTypes types)
    {
        if (FlowGraphs.BodyOf(context) is not { } body)
        {
            return;
        }

        HashSet<ISymbol> ended = new(Operations.InOrder(body).Select(operation => EndedBy(operation, types)).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        foreach (ISymbol variable in ended)
        {
            Check(context, context.GetControlFlowGraph(body), variable, types);
        }
    }

    private static void Check(OperationBlockAnalysisContext context, ControlFlowGraph graph, ISymbol variable, KnownTypes types)
    {
        MayFlow flow = MayFlow.Of(graph, atStart: false, (block, isEnded) => FlowGraphs.InOrder(block).Aggregate(isEnded, (state, operation) => After(operation, variable, state, types)));
        foreach (BasicBlock block in graph.Blocks)
        {
            if (flow.Before(block) is not { } isEnded)
            {
                continue;
            }

            string by = "the call";
            foreach (IOperation operation in FlowGraphs.InOrder(block))
            {
                if (isEnded && IsUse(operation, variable, block, types))
                {
                    context.ReportDiagnostic(Diagnostic.Create(Rules.UseAfterEnd, operation.Syntax.GetLocation(), variable.Name, by));
                }

                bool after = After(operation, variable, isEnded, types);
                by = after && !isEnded && operation is IInvocationOperation call ? $"'{call.TargetMethod.Name}'" : by;
                isEnded = after;
            }
        }
    }

    private static bool After(IOperation operation, ISymbol variable, bool isEnded, KnownTypes types) => operation switch
    {
        IAssignmentOperation assignment when Operations.IsVariable(assignment.Target, variable) => false,
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument when Operations.IsVariable(argument.Value, variable) => false,
        _ when SymbolEqualityComparer.Default.Equals(EndedBy(operation, types), variable) => true,
        _ => isEnded,
    };

    // The variable of an owner whose method leaves it without anything, or the pointer that a free function ends.
    private static ISymbol? EndedBy(IOperation operation, KnownTypes types)
    {
        if (operation is not IInvocationOperation call)
        {
            return null;
        }

        if (OwnerCalls.EndsItsOwner(call.TargetMethod, types))
        {
            return call.Instance == null ? null : Operations.VariableOf(call.Instance);
        }

        // If the status is looked at, the call may be known to have been refused, and then nothing has ended.
        bool isRawEnd = call.TargetMethod.Name == "Free" && OwnerCalls.KindEnded(call.TargetMethod, types) != null
            && (!KnownTypes.Is(call.Type, types.Status) || Operations.IsThrownAway(call) || Operations.UserOf(call) is IReturnOperation or IArgumentOperation);
        bool isNativeFree = call.TargetMethod.Name switch
        {
            "Free" or "AlignedFree" => KnownTypes.Is(call.TargetMethod.ContainingType, types.NativeMemory),
            "FreeHGlobal" or "FreeCoTaskMem" => KnownTypes.Is(call.TargetMethod.ContainingType, types.Marshal),
            _ => false,
        };
        return isRawEnd || isNativeFree ? Operations.VariableOf(Operations.Unwrapped(call.Arguments[0].Value)) : null;
    }

    private static bool IsUse(IOperation operation, ISymbol variable, BasicBlock block, KnownTypes types)
    {
        if (types.IsOwner(TypeOf(variable)))
        {
            return operation switch
            {
                IInvocationOperation { TargetMethod.Name: not "Dispose" } call => call.Instance != null && Operations.IsVariable(call.Instance, variable),
                IPropertyReferenceOperation { Property.Name: not ("IsGone" or "Number") } property => property.Instance != null && Operations.IsVariable(property.Instance, variable),
                _ => false,
            };
        }

        // The library's own functions answer any value, so passing it to them is a misuse that is named when it happens.
        return (Operations.FollowedBy(operation.Syntax) is IdentifierNameSyntax followed && followed.Identifier.ValueText == variable.Name && operation.Kind is OperationKind.None or OperationKind.FieldReference)
            || (operation is IArgumentOperation { Value: var value, Parent: IInvocationOperation to } && Operations.IsVariable(Operations.Unwrapped(value), variable) && !IsOfLibrary(to.TargetMethod, types))
            || (operation == block.BranchValue && block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && Operations.IsVariable(Operations.Unwrapped(operation), variable));
    }

    private static bool IsOfLibrary(IMethodSymbol method, KnownTypes types) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, types.CString?.ContainingAssembly)
        || KnownTypes.Is(method.ContainingType, types.GC);

    private static ITypeSymbol? TypeOf(ISymbol variable) => (variable as ILocalSymbol)?.Type ?? (variable as IParameterSymbol)?.Type;
}
