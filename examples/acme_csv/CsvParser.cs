using nietras.SeparatedValues;

namespace AcmeCsv;

/// <summary>RFC 4180. Sep splits rows and cells, and lets any quotes pass; what is wrong with them is told here.</summary>
internal static class CsvParser
{
    /// <returns>The rows, the header first; all have as many cells.</returns>
    /// <exception cref="CsvException">It is not CSV.</exception>
    public static List<CsvRow> Parse(string text)
    {
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul >= 0)
        {
            throw new CsvException(1 + text.AsSpan(0, nul).Count('\n'), "there is a NUL in it");
        }

        List<CsvRow> rows = [];
        using SepReader reader = Sep.New(',').Reader(options => options with { HasHeader = false, DisableColCountCheck = true }).FromText(text.TrimStart('\uFEFF'));
        foreach (SepReader.Row row in reader)
        {
            // Sep counts from the second row on.
            int line = rows.Count == 0 ? 1 : row.LineNumberFrom;
            string[] cells = new string[row.ColCount];
            for (int i = 0, at = line; i < cells.Length; i++)
            {
                cells[i] = Unquote(row[i].Span, at);
                at += cells[i].AsSpan().Count('\n');
            }

            if (rows.Count != 0 && cells.Length != rows[0].Cells.Length)
            {
                throw new CsvException(line, $"{cells.Length} cells where the header has {rows[0].Cells.Length}");
            }

            rows.Add(new CsvRow(line, cells));
        }

        return rows.Count != 0 ? rows : throw new CsvException(1, "there is no header");
    }

    private static string Unquote(ReadOnlySpan<char> cell, int line)
    {
        if (!cell.Contains('"'))
        {
            return cell.ToString();
        }

        if (cell[0] != '"')
        {
            throw new CsvException(line, "a quote inside a cell that does not begin with one");
        }

        // A text has no NUL, so one can stand for a pair of quotes.
        string inner = cell[1..].ToString().Replace("\"\"", "\0", StringComparison.Ordinal);
        int end = inner.IndexOf('"', StringComparison.Ordinal);
        if (end != inner.Length - 1 || end < 0)
        {
            throw new CsvException(line, end < 0 ? "a quote that is not closed" : "something between a closing quote and the end of its cell");
        }

        return inner[..end].Replace('\0', '"');
    }
}
