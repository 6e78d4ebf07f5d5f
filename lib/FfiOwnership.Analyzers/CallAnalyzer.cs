using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO005 to FFO007: an ExportCall has the export's name, as a literal, and is ended on every path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallAnalyzer : FfiAnalyzer
{
    public CallAnalyzer()
        : base(Rules.CallNotEnded, Rules.CallOfAnotherName, Rules.CallNameNoLiteral)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        if (types.ExportCall == null)
        {
            return;
        }

        context.RegisterOperationAction(operation => CheckName(operation, types), OperationKind.ObjectCreation);
        context.RegisterOperationBlockAction(block => CheckEnd(block, types));
    }

    private static void CheckName(OperationAnalysisContext context, KnownTypes types)
    {
        IObjectCreationOperation creation = (IObjectCreationOperation)context.Operation;
        if (!KnownTypes.Is(creation.Type, types.ExportCall) || creation.Arguments.Length != 1)
        {
            return;
        }

        IArgumentOperation argument = creation.Arguments[0];
        string? entryPoint = types.EntryPointOf(context.ContainingSymbol);
        string? name = Utf8Literals.Of(argument.Value);
        if (name == null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.CallNameNoLiteral, argument.Syntax.GetLocation(), entryPoint ?? "acme_name"));
        }
        else if (entryPoint != null && name != entryPoint)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.CallOfAnotherName, argument.Syntax.GetLocation(), entryPoint, name));
        }
    }

    private static void CheckEnd(OperationBlockAnalysisContext context, KnownTypes types)
    {
        if (FlowGraphs.BodyOf(context) is not { } body)
        {
            return;
        }

        // A constructor without arguments makes no call that could be ended.
        foreach (IVariableDeclaratorOperation declarator in Operations.InOrder(body).OfType<IVariableDeclaratorOperation>())
        {
            if (KnownTypes.Is(declarator.Symbol.Type, types.ExportCall)
                && declarator.Initializer?.Value is { } value
                && Operations.Unwrapped(value) is IObjectCreationOperation { Arguments.Length: 1 }
                && MayReturnOpen(context.GetControlFlowGraph(body), declarator.Symbol))
            {
                context.ReportDiagnostic(Diagnostic.Create(Rules.CallNotEnded, declarator.Symbol.Locations[0], context.OwningSymbol.Name, declarator.Symbol.Name));
            }
        }
    }

    private static bool MayReturnOpen(ControlFlowGraph graph, ILocalSymbol call) =>
        MayFlow.Of(graph, atStart: false, (block, isOpen) => IsOpenAfter(block, call, isOpen), followsExceptions: true).AtReturn;

    private static bool IsOpenAfter(BasicBlock block, ILocalSymbol call, bool isOpen)
    {
        foreach (IOperation operation in FlowGraphs.InOrder(block))
        {
            isOpen = operation switch
            {
                ISimpleAssignmentOperation assignment when Operations.IsVariable(assignment.Target, call) => true,
                IInvocationOperation { TargetMethod.Name: "End" or "EndQuery" or "Caught" } end when Operations.IsVariable(end.Instance, call) => false,

                // Somebody else ends it.
                IArgumentOperation { Value: var value } when Operations.IsVariable(value, call) => false,
                _ => isOpen,
            };
        }

        return isOpen;
    }
}
