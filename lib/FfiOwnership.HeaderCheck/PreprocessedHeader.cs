using System.Text;
using System.Text.RegularExpressions;

namespace FfiOwnership.HeaderCheck;

/// <summary>What the preprocessor has made of the headers: lines, among them those that say which file the next ones are of.</summary>
internal sealed partial class PreprocessedHeader
{
    /// <summary>Reads it.</summary>
    /// <param name="text">The preprocessor's output.</param>
    /// <param name="folders">The folders of the headers: what lies in them is the author's, all else the system's.</param>
    public PreprocessedHeader(string text, IReadOnlyList<string> folders)
    {
        StringBuilder plain = new();
        string file = "";
        int number = 0;
        bool isOwn = false;
        foreach (string line in text.Split('\n'))
        {
            if (Marker().Match(line) is { Success: true } marker)
            {
                number = int.Parse(marker.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
                file = marker.Groups[2].Success ? Regex.Unescape(marker.Groups[2].Value) : file;
                isOwn = folders.Any(folder => file.StartsWith(folder, StringComparison.OrdinalIgnoreCase));
                plain.Append(line).Append('\n');
                continue;
            }

            if (isOwn && !line.StartsWith('#'))
            {
                Place place = new(file, number);
                Tokens.AddRange(Token().Matches(line).Select(match => new CToken(match.Value, place)));
            }

            plain.Append(isOwn ? CodeTypes.WithOneByte(Const().Replace(line, "     ")) : line).Append('\n');
            number++;
        }

        ComparableText = plain.ToString();
    }

    /// <summary>The author's words and signs.</summary>
    public List<CToken> Tokens { get; } = [];

    /// <summary>
    /// The text without the author's const, and with one type of one byte: C# has no const in the types of function pointers, and its one byte may
    /// be C's bool. Neither could be compared there.
    /// </summary>
    public string ComparableText { get; }

    [GeneratedRegex("""^\s*#\s*(?:line\s+)?(\d+)(?:\s+"((?:[^"\\]|\\.)*)")?""")]
    private static partial Regex Marker();

    [GeneratedRegex("""[A-Za-z_]\w*|\.?\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\.\.\.|\S""")]
    private static partial Regex Token();

    [GeneratedRegex(@"\bconst\b")]
    private static partial Regex Const();
}
