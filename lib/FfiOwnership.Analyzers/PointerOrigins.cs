using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>Where the pointers of a method come from, as far as what they point to ends with the method.</summary>
internal sealed class PointerOrigins
{
    private readonly KnownTypes _types;
    private readonly Dictionary<ISymbol, string?> _locals = new(SymbolEqualityComparer.Default);

    public PointerOrigins(IOperation body, KnownTypes types)
    {
        _types = types;
        foreach (IOperation operation in Operations.InOrder(body))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer.Value: { } value } declarator:
                    Note(declarator.Symbol, declarator.Symbol.IsFixed ? OfPinned(value) : Of(value));
                    break;

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                    Note(target.Local, Of(assignment.Value));
                    break;
            }
        }
    }

    /// <summary>What a pointer points to, if that ends with the method; null: something else, or it is not known.</summary>
    public string? Of(IOperation pointer)
    {
        pointer = Operations.Unwrapped(pointer);
        return pointer switch
        {
            ILocalReferenceOperation local => _locals.TryGetValue(local.Local, out string? origin) ? origin : null,
            IBinaryOperation { Type: IPointerTypeSymbol } sum => Of(sum.LeftOperand),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Of(choice.WhenTrue) ?? Of(otherwise),
            IAddressOfOperation address => OfVariable(address.Reference),
            IInvocationOperation { TargetMethod.Name: "AsPointer" } call when KnownTypes.Is(call.TargetMethod.ContainingType, _types.Unsafe) => OfVariable(call.Arguments[0].Value),
            { Syntax: StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax } => "Memory of this method's stack frame",
            _ => null,
        };
    }

    // Two origins, of which one lasts: nothing is said.
    private void Note(ISymbol local, string? origin) => _locals[local] = _locals.TryGetValue(local, out string? former) && former == null ? null : origin;

    private static string? OfVariable(IOperation variable) => Operations.Unwrapped(variable) switch
    {
        ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } => $"The variable '{local.Name}'",
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => $"The variable '{parameter.Name}'",
        IArrayElementReferenceOperation => "An element of an array, which the collector moves,",
        IFieldReferenceOperation { Field: { IsStatic: false, ContainingType.IsReferenceType: true } field } => $"The field '{field.Name}' of an object, which the collector moves,",
        IFieldReferenceOperation { Field.IsStatic: false, Instance: { } instance } => OfVariable(instance),
        _ => null,
    };

    // An array or a string is pinned for the statement only; a span may be of memory that lasts.
    private static string? OfPinned(IOperation value)
    {
        // The statement's conversion to a pointer has no kind of its own.
        IOperation pinned = Operations.Unwrapped(value);
        pinned = pinned is { Kind: OperationKind.None, ChildOperations.Count: 1 } ? Operations.Unwrapped(pinned.ChildOperations.First()) : pinned;
        ITypeSymbol? type = pinned.Type;
        return type is IArrayTypeSymbol || type?.SpecialType == SpecialType.System_String || (pinned is IAddressOfOperation address && OfVariable(address.Reference) != null)
            ? "What was pinned"
            : null;
    }
}
