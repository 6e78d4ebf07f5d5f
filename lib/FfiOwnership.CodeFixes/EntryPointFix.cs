using System.Composition;
using System.Text;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiOwnership.CodeFixes;

/// <summary>FFO008: a method gets an entry point, named after it as C names functions.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EntryPointFix : FfiCodeFix
{
    public EntryPointFix()
        : base("Name the entry point", Rules.NoEntryPoint)
    {
    }

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model)
    {
        MethodDeclarationSyntax? method = node.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        AttributeSyntax? attribute = method?.AttributeLists.SelectMany(list => list.Attributes)
            .FirstOrDefault(a => a.Name.ToString().EndsWith("UnmanagedCallersOnly", StringComparison.Ordinal) || a.Name.ToString().EndsWith("UnmanagedCallersOnlyAttribute", StringComparison.Ordinal));
        if (attribute == null)
        {
            return null;
        }

        AttributeArgumentSyntax argument = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression($"\"{SnakeCase(method!.Identifier.ValueText)}\""))
            .WithNameEquals(SyntaxFactory.NameEquals("EntryPoint")).NormalizeWhitespace();
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList?.Arguments ?? [];
        return root.ReplaceNode(attribute, attribute.WithArgumentList(SyntaxFactory.AttributeArgumentList(arguments.Insert(0, argument))));
    }

    private static string SnakeCase(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i != 0 && !char.IsUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
