using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiOwnership.Analyzers;

/// <summary>FFO017: unsafe code without a comment that says why it is safe.</summary>
/// <remarks>
/// What needs one is an unsafe block, and a member that follows a pointer.
/// The comment stands in the member, above it, or, for all of a file, in the type, as in <c>// SAFETY (whole file): ...</c>
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SafetyCommentAnalyzer : FfiAnalyzer
{
    public SafetyCommentAnalyzer()
        : base(Rules.NoSafetyComment)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterSyntaxNodeAction(
            Check,
            SyntaxKind.UnsafeStatement,
            SyntaxKind.PointerIndirectionExpression,
            SyntaxKind.PointerMemberAccessExpression);

    private static void Check(SyntaxNodeAnalysisContext context)
    {
        MemberDeclarationSyntax? member = context.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (member == null || member.DescendantNodes().First(node => node.Kind() is SyntaxKind.UnsafeStatement or SyntaxKind.PointerIndirectionExpression or SyntaxKind.PointerMemberAccessExpression) != context.Node
            || IsExplained(member) || member.Ancestors().OfType<TypeDeclarationSyntax>().Any(IsExplainedWhole))
        {
            return;
        }

        string what = context.Node is UnsafeStatementSyntax ? "An unsafe block" : $"'{context.Node}'";
        context.ReportDiagnostic(Diagnostic.Create(Rules.NoSafetyComment, context.Node.GetLocation(), what));
    }

    private static bool IsExplained(SyntaxNode member) => Comments(member).Any(comment => comment.StartsWith("// SAFETY", StringComparison.Ordinal));

    private static bool IsExplainedWhole(TypeDeclarationSyntax type) => Comments(type).Any(comment => comment.StartsWith("// SAFETY (whole", StringComparison.Ordinal));

    private static IEnumerable<string> Comments(SyntaxNode node) =>
        node.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)).Select(trivia => trivia.ToString());
}
