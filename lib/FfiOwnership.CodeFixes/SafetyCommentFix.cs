using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO017: the place for the comment, above the statement or, where there is none, the member.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SafetyCommentFix : FfiCodeFix
{
    public SafetyCommentFix()
        : base("Add a SAFETY comment to be completed", Rules.NoSafetyComment)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        SyntaxNode? at = (SyntaxNode?)node.FirstAncestorOrSelf<StatementSyntax>(statement => statement.Parent is BlockSyntax) ?? node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (at == null)
        {
            return null;
        }

        SyntaxTriviaList leading = at.GetLeadingTrivia();
        SyntaxTrivia indent = leading.LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        SyntaxTriviaList commented = leading.AddRange([SyntaxFactory.Comment("// SAFETY: say here why this holds."), SyntaxFactory.ElasticLineFeed, indent]);
        return root.ReplaceNode(at, at.WithLeadingTrivia(commented).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
