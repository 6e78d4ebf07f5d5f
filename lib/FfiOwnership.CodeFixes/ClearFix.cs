using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO012: an out parameter is cleared before anything else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClearFix : FfiCodeFix
{
    public ClearFix()
        : base("Clear it first", Rules.OutNotWritten)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter || node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Body: { } body } method)
        {
            return null;
        }

        string name = parameter.Identifier.ValueText;
        StatementSyntax clear = Exports.Statement($"if ({name} != null)\n{{\n*{name} = default;\n}}").WithTrailingTrivia(SyntaxFactory.LineFeed, SyntaxFactory.LineFeed);
        int at = Exports.CallOf(method, model) != null && body.Statements[0] is LocalDeclarationStatementSyntax ? 1 : 0;
        return root.ReplaceNode(body, body.WithStatements(body.Statements.Insert(at, clear)).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
