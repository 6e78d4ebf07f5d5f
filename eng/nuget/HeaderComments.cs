using System.Text.RegularExpressions;

namespace FfiOwnership.Packaging;

/// <summary>What the C header says above a declaration, for the comments of the C# ones.</summary>
internal static partial class HeaderComments
{
    /// <summary>Reads the header.</summary>
    /// <param name="header">Its text.</param>
    /// <returns>By the names of functions, structs and callbacks: the prose of the comment, and the statuses after @errors.</returns>
    public static Dictionary<string, (string Prose, string Errors)> Read(string header)
    {
        Dictionary<string, (string, string)> comments = [];
        foreach (Match match in Declaration().Matches(header))
        {
            string text = Margin().Replace(match.Groups["text"].Value, "\n");
            string[] parts = Tag().Split(Title().Replace(text, ""));
            string errors = parts.FirstOrDefault(part => part.StartsWith("@errors", StringComparison.Ordinal), "");
            comments[match.Groups["name"].Value] = (OneLine(parts[0]), OneLine(errors.Replace("@errors", "", StringComparison.Ordinal)));
        }

        return comments;
    }

    private static string OneLine(string text) => Space().Replace(text, " ").Trim();

    // A comment, and right below it a function, a struct or a callback's type.
    [GeneratedRegex(@"/\*(?<text>(?:(?!\*/).)*)\*/\n(?:[^\n;/{]*\n?[^\n;/{(]*FFO_CALL\s+(?<name>ffo_\w+)\(|typedef struct (?<name>ffo_\w+) \{|typedef \w+ \(FFO_CALL \*(?<name>ffo_\w+)\))", RegexOptions.Singleline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\n \* ?")]
    private static partial Regex Margin();

    // Where a section begins.
    [GeneratedRegex("==== .* =+\n")]
    private static partial Regex Title();

    [GeneratedRegex(@"\n(?=@)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
