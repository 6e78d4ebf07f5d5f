using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>The summary in a method's comment. Read as text: the compiler parses comments only where a documentation file is made.</summary>
internal static class Summaries
{
    private static readonly Regex s_reference = new("<(?:see|paramref|typeparamref|seealso) (?:cref|name|langword)=\"([^\"]*)\" ?/>", RegexOptions.CultureInvariant);

    public static IEnumerable<string> Of(IMethodSymbol method, CancellationToken cancellation)
    {
        IEnumerable<string> comment =
            from reference in method.DeclaringSyntaxReferences
            from line in reference.GetSyntax(cancellation).GetLeadingTrivia().ToFullString().Split('\n')
            let text = line.Trim()
            where text.StartsWith("///", StringComparison.Ordinal)
            select text.Substring(3).Trim();
        string all = string.Join("\n", comment);
        int start = all.IndexOf("<summary>", StringComparison.Ordinal);
        int end = all.IndexOf("</summary>", StringComparison.Ordinal);
        return start < 0 || end < start
            ? []
            : s_reference.Replace(all.Substring(start, end + "</summary>".Length - start), "<c>$1</c>").Split('\n');
    }
}
