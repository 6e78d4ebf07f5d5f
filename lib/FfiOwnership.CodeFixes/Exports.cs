using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace FfiOwnership.CodeFixes;

/// <summary>What fixes need to know of the export they are in.</summary>
internal static class Exports
{
    /// <summary>The entry point of the method that a node is in; null: it has none.</summary>
    public static string? EntryPointOf(SyntaxNode node, SemanticModel model) =>
        node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && model.GetDeclaredSymbol(method) is { } symbol
            ? new KnownTypes(model.Compilation).EntryPointOf(symbol)
            : null;

    /// <summary>The name of the method's ExportCall; null: it has none.</summary>
    public static string? CallOf(MethodDeclarationSyntax method, SemanticModel model) =>
        method.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault(declarator => model.GetDeclaredSymbol(declarator) is ILocalSymbol { Type: { Name: "ExportCall", ContainingNamespace.Name: "Boundary" } })?.Identifier.ValueText;

    /// <summary>The name of the parameter that gets the status; null: there is none.</summary>
    public static string? StatusParameterOf(MethodDeclarationSyntax method, SemanticModel model) =>
        model.GetDeclaredSymbol(method)?.Parameters.FirstOrDefault(parameter => parameter.Type is IPointerTypeSymbol { PointedAtType.Name: "Status" })?.Name;

    /// <summary>A statement from its text, to be laid out like what is around it.</summary>
    public static StatementSyntax Statement(string text) =>
        SyntaxFactory.ParseStatement(text).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
}
