using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO006 and FFO007: a call gets the name of its export, as a literal.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CallNameFix : FfiCodeFix
{
    public CallNameFix()
        : base("Pass the export's name", Rules.CallOfAnotherName, Rules.CallNameNoLiteral)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model) =>
        node.FirstAncestorOrSelf<ArgumentSyntax>() is { } argument && Exports.EntryPointOf(node, model) is { } name
            ? root.ReplaceNode(argument.Expression, SyntaxFactory.ParseExpression($"\"{name}\"u8").WithTriviaFrom(argument.Expression))
            : null;
}
