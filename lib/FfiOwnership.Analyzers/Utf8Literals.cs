using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>Texts whose address lasts: <c>"..."u8</c>, and properties that are one.</summary>
internal static class Utf8Literals
{
    /// <summary>The text of an operation that is a literal; null if it is none.</summary>
    public static string? Of(IOperation operation) => Operations.Unwrapped(operation) switch
    {
        IUtf8StringOperation literal => literal.Value,
        IPropertyReferenceOperation reference => OfMember(reference.Property),
        _ => null,
    };

    /// <summary>The text of a property that is declared as a literal; null if it is none.</summary>
    public static string? OfMember(ISymbol member) =>
        member is IPropertySymbol { IsStatic: true, DeclaringSyntaxReferences.Length: 1 }
        && member.DeclaringSyntaxReferences[0].GetSyntax() is PropertyDeclarationSyntax { ExpressionBody.Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.Utf8StringLiteralExpression } literal }
            ? literal.Token.ValueText
            : null;
}
