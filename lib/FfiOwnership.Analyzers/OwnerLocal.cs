using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>A local variable of an owner's type, and what becomes of it.</summary>
internal sealed class OwnerLocal
{
    private OwnerLocal(ILocalSymbol symbol, SyntaxNode declaration) => (Symbol, Declaration, IsEnded) = (symbol, declaration, symbol.IsUsing);

    public ILocalSymbol Symbol { get; }

    public SyntaxNode Declaration { get; }

    /// <summary>Whether something ends it: using, Dispose, or a method that gives away what it owns.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether it goes where it cannot be followed: into a call, a field, out of the method.</summary>
    public bool Escapes { get; private set; }

    /// <summary>Whether it was copied from another variable, which may be the one that ends it.</summary>
    public bool IsCopy { get; private set; }

    /// <summary>The local variable of this member that it was copied from.</summary>
    public OwnerLocal? CopyOf { get; private set; }

    /// <summary>All such variables of a member.</summary>
    public static IEnumerable<OwnerLocal> AllIn(ImmutableArray<IOperation> blocks, KnownTypes types)
    {
        Dictionary<ISymbol, OwnerLocal> locals = new(SymbolEqualityComparer.Default);
        List<(OwnerLocal Copy, ISymbol Original)> copies = [];
        IEnumerable<IOperation> all = blocks.SelectMany(block => block.DescendantsAndSelf());
        foreach (IOperation operation in all)
        {
            switch (operation)
            {
                // Without a value, or with one that owns nothing, there is nothing to end.
                case IVariableDeclaratorOperation { Initializer.Value: { } value } declarator when types.IsOwner(declarator.Symbol.Type) && Operations.Unwrapped(value) is not (IDefaultValueOperation or ILiteralOperation):
                    OwnerLocal local = locals[declarator.Symbol] = new OwnerLocal(declarator.Symbol, declarator.Syntax);
                    if (Operations.Unwrapped(value) is ILocalReferenceOperation original)
                    {
                        local.IsCopy = true;
                        copies.Add((local, original.Local));
                    }

                    break;

                case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation reference } declaration when types.IsOwner(reference.Type):
                    locals[reference.Local] = new OwnerLocal(reference.Local, declaration.Syntax);
                    break;

                case ILocalReferenceOperation reference when locals.TryGetValue(reference.Local, out OwnerLocal? used) && !reference.IsDeclaration:
                    used.Note(reference, types);
                    break;
            }
        }

        foreach ((OwnerLocal copy, ISymbol original) in copies)
        {
            copy.CopyOf = locals.TryGetValue(original, out OwnerLocal? local) ? local : null;
        }

        return locals.Values;
    }

    private void Note(ILocalReferenceOperation reference, KnownTypes types)
    {
        switch (reference.Parent)
        {
            case IInvocationOperation call when call.Instance == reference:
                IsEnded |= OwnerCalls.EndsItsOwner(call.TargetMethod, types);
                break;

            case IPropertyReferenceOperation:
            case IDeclarationExpressionOperation:
                break;

            case IUsingOperation:
                IsEnded = true;
                break;

            default:
                Escapes = true;
                break;
        }
    }
}
