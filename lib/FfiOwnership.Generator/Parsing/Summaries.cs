using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>The summary in a method's comment. Read as text: the compiler parses comments only where a documentation file is made.</summary>
internal static class Summaries
{
    // A reference that is right where the method is may not be where it is copied to.
    private static readonly Regex s_reference = new("<(?:see|seealso|paramref|typeparamref) (?:cref|name|langword|href)=\"([^\"]*)\" ?/>", RegexOptions.CultureInvariant);
    private static readonly Regex s_referenceAround = new("<(?:see|seealso) [^>]*>|</(?:see|seealso)>", RegexOptions.CultureInvariant);

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
        if (start < 0 || end < start)
        {
            return [];
        }

        string summary = s_referenceAround.Replace(s_reference.Replace(all.Substring(start, end + "</summary>".Length - start), "<c>$1</c>"), "");
        return IsXml(summary) ? summary.Split('\n') : [];
    }

    private static bool IsXml(string text)
    {
        try
        {
            XElement.Parse(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
