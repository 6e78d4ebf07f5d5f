using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FfiOwnership.Abi.Managed;

/// <summary>The XML file with comments that the compiler writes beside an assembly.</summary>
internal static partial class DocumentationFile
{
    /// <summary>The summaries of types and methods, in one line each.</summary>
    /// <param name="path">The file; it may be missing.</param>
    /// <returns>By the last two parts of the name: <c>Exports.Open</c>, or of a type the last one.</returns>
    public static Dictionary<string, string> Summaries(string path)
    {
        Dictionary<string, string> summaries = [];
        foreach (XElement member in File.Exists(path) ? XDocument.Load(path).Descendants("member") : [])
        {
            string name = member.Attribute("name")?.Value ?? "";
            string[] parts = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0].Split('.');
            string key = name.StartsWith("T:", StringComparison.Ordinal) ? parts[^1] : string.Join('.', parts.TakeLast(2));
            if (member.Element("summary") is XElement summary)
            {
                summaries.TryAdd(key, Spaces().Replace(summary.Value, " ").Trim());
            }
        }

        return summaries;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
