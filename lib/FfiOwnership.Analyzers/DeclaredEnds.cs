using Microsoft.CodeAnalysis;

namespace FfiOwnership.Analyzers;

/// <summary>The free functions that the generator writes, which no rule looks at, by the attributes that name them.</summary>
internal static class DeclaredEnds
{
    /// <summary>What the functions end that are named at an assembly, a type or a method's result.</summary>
    public static IEnumerable<OwnerKind> Of(ISymbol symbol, KnownTypes types)
    {
        foreach (AttributeData attribute in symbol is IMethodSymbol method ? method.GetReturnTypeAttributes() : symbol.GetAttributes())
        {
            foreach (string name in attribute.NamedArguments.Select(argument => argument.Key))
            {
                if (KindOf(attribute.AttributeClass, name, types) is { } kind)
                {
                    yield return kind;
                }
            }
        }
    }

    private static OwnerKind? KindOf(INamedTypeSymbol? attribute, string name, KnownTypes types) => name switch
    {
        "FreeString" when KnownTypes.Is(attribute, types.FfiLibrary) => OwnerKind.String,
        "Close" when KnownTypes.Is(attribute, types.FfiHandle) => OwnerKind.Handle,
        "Free" when KnownTypes.Is(attribute, types.FfiStructAttribute) => OwnerKind.Box,
        "FreeList" when KnownTypes.Is(attribute, types.FfiStructAttribute) => OwnerKind.Vec,
        "Free" when KnownTypes.Is(attribute, types.FfiList) => OwnerKind.Vec,
        _ => null,
    };
}
