using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>Ways through the compiler's trees of operations.</summary>
internal static class Operations
{
    /// <summary>An operation with what is below it, in the order in which it is evaluated, without the bodies of functions inside.</summary>
    public static IEnumerable<IOperation> InOrder(IOperation operation)
    {
        if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
        {
            yield break;
        }

        foreach (IOperation child in operation.ChildOperations)
        {
            foreach (IOperation below in InOrder(child))
            {
                yield return below;
            }
        }

        yield return operation;
    }

    /// <summary>A value without the conversions around it.</summary>
    public static IOperation Unwrapped(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    /// <summary>What uses an operation's value, without the conversions between.</summary>
    public static IOperation? UserOf(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent;
    }

    /// <summary>Whether nothing uses an operation's value: it is a statement, or assigned to a discard.</summary>
    public static bool IsThrownAway(IOperation operation)
    {
        IOperation? user = UserOf(operation);
        if (user is ISimpleAssignmentOperation { Target: IDiscardOperation } assignment)
        {
            user = assignment.Parent;
        }

        // The body of a lambda that returns nothing is a statement, too, but not one that somebody wrote as such.
        return user is IExpressionStatementOperation { Syntax: ExpressionStatementSyntax or ExpressionSyntax { Parent: ArrowExpressionClauseSyntax } };
    }

    /// <summary>Whether an operation is a local variable or parameter, also where the flow graph has captured it.</summary>
    public static bool IsVariable(IOperation? operation, ISymbol variable) => operation switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, variable),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, variable),
        IFlowCaptureReferenceOperation { Syntax: IdentifierNameSyntax name } => name.Identifier.ValueText == variable.Name,
        _ => false,
    };

    /// <summary>The local variable or parameter that an operation is, null if it is none.</summary>
    public static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The pointer that a syntax node follows: p of <c>*p</c>, <c>p->x</c> and <c>p[i]</c>.</summary>
    public static ExpressionSyntax? FollowedBy(SyntaxNode node) => node switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } indirection => indirection.Operand,
        MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.PointerMemberAccessExpression } member => member.Expression,
        ElementAccessExpressionSyntax element => element.Expression,
        _ => null,
    };

    /// <summary>Whether a node is inside a lambda or a local function.</summary>
    public static bool IsInNestedFunction(SyntaxNode node) =>
        node.Ancestors().TakeWhile(a => a is not MemberDeclarationSyntax).Any(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);
}
