using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>The compiler's flow graphs, as the rules read them.</summary>
internal static class FlowGraphs
{
    /// <summary>A method's body, and null where there is none.</summary>
    public static IBlockOperation? BodyOf(OperationBlockAnalysisContext context) => context.OperationBlocks.OfType<IBlockOperation>().FirstOrDefault();

    /// <summary>All operations of a block in the order in which they are evaluated.</summary>
    public static IEnumerable<IOperation> InOrder(BasicBlock block)
    {
        IEnumerable<IOperation> roots = block.BranchValue == null ? block.Operations : block.Operations.Append(block.BranchValue);
        return roots.SelectMany(Operations.InOrder);
    }

    /// <summary>Whether a branch is the one that is taken if a pointer is null.</summary>
    public static bool SaysNull(ControlFlowBranch branch, ISymbol pointer)
    {
        BasicBlock block = branch.Source;
        if (block.ConditionKind == ControlFlowConditionKind.None || block.BranchValue == null)
        {
            return false;
        }

        bool isTrue = branch.IsConditionalSuccessor == (block.ConditionKind == ControlFlowConditionKind.WhenTrue);
        return Compares(block.BranchValue, pointer) is { } meansNull && meansNull == isTrue;
    }

    /// <summary>Whether a condition that holds means that a pointer is null; null: it does not ask for that.</summary>
    public static bool? Compares(IOperation condition, ISymbol pointer) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary
            when (IsPointer(binary.LeftOperand, pointer) && IsNull(binary.RightOperand)) || (IsPointer(binary.RightOperand, pointer) && IsNull(binary.LeftOperand))
            => binary.OperatorKind == BinaryOperatorKind.Equals,
        IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern when IsPointer(pattern.Value, pointer) && IsNull(constant.Value) => true,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern when IsPointer(pattern.Value, pointer) && IsNull(constant.Value) => false,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Compares(not.Operand, pointer),
        _ => null,
    };

    private static bool IsPointer(IOperation operation, ISymbol pointer) => Operations.IsVariable(Operations.Unwrapped(operation), pointer);

    private static bool IsNull(IOperation operation) => Operations.Unwrapped(operation) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;
}
