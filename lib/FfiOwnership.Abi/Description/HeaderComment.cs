using System.Text.RegularExpressions;

namespace FfiOwnership.Abi.Description;

/// <summary>A comment of the header, read as its "How to read the comments" says.</summary>
internal sealed partial class HeaderComment
{
    private readonly Dictionary<string, string> _parameters = [];

    /// <summary>Reads one.</summary>
    /// <param name="raw">It, with its slashes and stars; empty if there is none.</param>
    public HeaderComment(string raw)
    {
        string text = Spaces().Replace(Frame().Replace(raw, " "), " ").Trim();
        string[] entries = Entry().Split(text);
        Summary = entries[0].Trim();
        foreach (string entry in entries[1..])
        {
            string[] words = entry.Split(' ', 3);
            switch (words[0])
            {
                case "param":
                    _parameters[words[1]] = words.ElementAtOrDefault(2) ?? "";
                    break;
                case "return":
                    Result = entry["return".Length..].Trim();
                    break;
            }
        }

        Since = Version().Match(text) is { Success: true } match ? match.Groups[1].Value : AbiVersion.First;
        Codes = [.. Code().Matches(text).Select(match => match.Value).Distinct()];
    }

    /// <summary>What stands before the first entry; of a field all there is.</summary>
    public string Summary { get; }

    /// <summary>What is said of the result; empty if nothing is.</summary>
    public string Result { get; } = "";

    /// <summary>The statuses it names; not those in quotes, which are text.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>The first version that has what it is about.</summary>
    public string Since { get; }

    /// <summary>The parameters it names.</summary>
    public IEnumerable<string> Parameters => _parameters.Keys;

    /// <summary>What is said of a parameter; empty if nothing is.</summary>
    public string Of(string parameter) => _parameters.GetValueOrDefault(parameter, "");

    /// <summary>The ownership that a remark begins with, or null.</summary>
    public static string? Word(string remark) => Ownership().Match(remark) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The call that a remark says to free with, or null.</summary>
    public static string? FreeingCall(string remark) => FreeWith().Match(remark) is { Success: true } match ? match.Groups[1].Value : null;

    // The comment's frame: its ends, and the star that begins a line.
    [GeneratedRegex(@"/\*|\*/|^\s*\*(?= |$)", RegexOptions.Multiline)]
    private static partial Regex Frame();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" ?@(?=param|return|threads|errors|since)")]
    private static partial Regex Entry();

    [GeneratedRegex(@"@since (\d+\.\d+)")]
    private static partial Regex Version();

    [GeneratedRegex(@"(?<!"")\b[A-Z][A-Z0-9_]*?_(?:E_[A-Z0-9_]+|OK)\b")]
    private static partial Regex Code();

    // Alone, or with the owner: "owned by the list: ...".
    [GeneratedRegex(@"^(owned|borrowed|copied|taken)(?: by [^:]+)?(?::|$)")]
    private static partial Regex Ownership();

    [GeneratedRegex(@"\b(?:freed?|ended|closed|released) with ([a-z]\w*_\w+)")]
    private static partial Regex FreeWith();
}
