using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO014: <c>box.Value.Name = x</c> becomes <c>box.Put(ref box.Value.Name, x)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PutFix : FfiCodeFix
{
    public PutFix()
        : base("Put it into the field", Rules.PlainStore)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model) =>
        node is MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value", Expression: var box }, Parent: AssignmentExpressionSyntax assignment }
        && model.GetTypeInfo(box).Type is { Name: "OwnedBox" }
            ? root.ReplaceNode(assignment, SyntaxFactory.ParseExpression($"{box}.Put(ref {node}, {assignment.Right})").WithTriviaFrom(assignment))
            : null;
}
