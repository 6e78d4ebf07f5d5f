using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FfiOwnership.CodeFixes;

/// <summary>A fix that changes one document, and its rules.</summary>
public abstract class FfiCodeFix : CodeFixProvider
{
    private readonly string _title;

    private protected FfiCodeFix(string title, params DiagnosticDescriptor[] rules)
    {
        _title = title;
        FixableDiagnosticIds = [.. rules.Select(rule => rule.Id)];
    }

    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } node && model != null && Fix(root, node, model) is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(_title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: GetType().Name), diagnostic);
            }
        }
    }

    /// <summary>The document's root with what is reported put right; null: this fix does not know how.</summary>
    /// <param name="root">The root.</param>
    /// <param name="node">What is reported.</param>
    /// <param name="model">The document's meaning.</param>
    private protected abstract SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, SemanticModel model);
}
