using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO004: a variable that owns something is disposed of at the end of its block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UsingFix : FfiCodeFix
{
    public UsingFix()
        : base("Declare it with 'using'", Rules.LostOwner)
    {
    }

    // A copy is not to be ended once more.
    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model) =>
        node is VariableDeclaratorSyntax { Initializer.Value: not IdentifierNameSyntax, Parent.Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.None } statement }
            ? root.ReplaceNode(
                statement,
                statement.WithoutLeadingTrivia().WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(statement.GetLeadingTrivia()))
            : null;
}
