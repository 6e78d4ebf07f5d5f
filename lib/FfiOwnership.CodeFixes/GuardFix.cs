using System.Composition;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO001: puts an export's body into a try whose catch ends the call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class GuardFix : FfiCodeFix
{
    public GuardFix()
        : base("Catch every exception and end the call with it", Rules.UnguardedExport)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || model.GetDeclaredSymbol(method) is not { } symbol)
        {
            return null;
        }

        SyntaxList<StatementSyntax> body = method.Body?.Statements ?? [OfExpression(method.ExpressionBody!, symbol.ReturnsVoid)];
        bool returnsStatus = symbol.ReturnType is { Name: "Status", ContainingNamespace.Name: "Errors" };
        string? call = Exports.CallOf(method, model);
        List<StatementSyntax> changed = [];
        if (call != null && body[0] is LocalDeclarationStatementSyntax first)
        {
            // The call begins outside, where the catch can see it.
            changed.Add(first);
            body = body.RemoveAt(0);
        }
        else if (call == null && returnsStatus && Exports.EntryPointOf(method, model) is { } name)
        {
            call = "call";
            changed.Add(Exports.Statement($"FfiOwnership.Boundary.ExportCall call = new(\"{name}\"u8);\n"));
            body = [.. body.Select(statement => (StatementSyntax)new ReturnsEnded().Visit(statement))];
        }

        string caught = Handler(call, returnsStatus, Exports.StatusParameterOf(method, model), symbol.ReturnsVoid);
        string text = string.Concat(body.Select(statement => statement.ToFullString())).TrimEnd();
        changed.Add(Exports.Statement($"try\n{{\n{text}\n}}\n{caught}\n"));
        BlockSyntax guarded = SyntaxFactory.Block(changed);
        return root.ReplaceNode(
            method,
            method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(guarded).WithTrailingTrivia(method.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static StatementSyntax OfExpression(ArrowExpressionClauseSyntax body, bool returnsVoid) =>
        Exports.Statement(returnsVoid || body.Expression is ThrowExpressionSyntax ? $"{body.Expression};" : $"return {body.Expression};");

    private static string Handler(string? call, bool returnsStatus, string? statusParameter, bool returnsVoid)
    {
        if (call != null && returnsStatus)
        {
            return $"catch (System.Exception e)\n{{\nreturn {call}.Caught(e);\n}}";
        }

        string nothing = returnsVoid ? "" : "return default;\n";
        return call == null
            ? $"catch (System.Exception)\n{{\n{nothing}}}"
            : $"catch (System.Exception e)\n{{\n{call}.Caught(e{(statusParameter == null ? "" : $", {statusParameter}")});\n{nothing}}}";
    }

    // return x; becomes return call.End(x);
    private sealed class ReturnsEnded : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node) =>
            node.Expression == null ? node : node.WithExpression(SyntaxFactory.ParseExpression($"call.End({node.Expression})"));

        public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => node;

        public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => node;

        public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => node;
    }
}
