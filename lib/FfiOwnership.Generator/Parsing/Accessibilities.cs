using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

internal static class Accessibilities
{
    /// <summary>Whether generated code, which is in a class of its own, can name a symbol.</summary>
    public static bool IsVisible(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not (null or INamespaceSymbol); at = at.ContainingSymbol)
        {
            bool isFileLocal = at is INamedTypeSymbol { IsFileLocal: true };
            if (isFileLocal || at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }
}
