using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO013: an export that has a parameter for its status ends its call with the one that was ignored.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StatusFix : FfiCodeFix
{
    public StatusFix()
        : base("End the call with the status", Rules.IgnoredStatus)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model) =>
        node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
        && node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { } statement
        && Exports.CallOf(method, model) is { } call
        && Exports.StatusParameterOf(method, model) is { } parameter
            ? root.ReplaceNode(statement.Expression, SyntaxFactory.ParseExpression($"{call}.End({statement.Expression}, {parameter})").WithTriviaFrom(statement.Expression))
            : null;
}
