using System.Globalization;

namespace AcmeCsv;

/// <summary>A CSV file in memory.</summary>
internal sealed partial class CsvDocument
{
    private readonly string[] _header;
    private readonly CsvRow[] _rows;

    private CsvDocument(List<CsvRow> rows)
    {
        _header = rows[0].Cells;
        _rows = [.. rows[1..]];
    }

    public int ColumnCount => _header.Length;

    public IReadOnlyList<CsvRow> Rows => _rows;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FfiException">It is not UTF-8.</exception>
    /// <exception cref="CsvException">It is not CSV.</exception>
    public static CsvDocument Open(string path)
    {
        try
        {
            return Parse(Utf8.Decode(File.ReadAllBytes(path), "the file"));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <exception cref="CsvException">It is not CSV.</exception>
    public static CsvDocument Parse(string text) => new(CsvParser.Parse(text));

    /// <exception cref="FfiException">There is no such cell.</exception>
    public string Cell(nuint row, nuint column)
    {
        if (row >= (nuint)_rows.Length || column >= (nuint)ColumnCount)
        {
            throw new FfiException(Status.OutOfRange, $"row {row}, column {column} is outside of {_rows.Length} rows of {ColumnCount} columns");
        }

        return _rows[row].Cells[column];
    }

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public ColumnSummary Column(string name) => Sum(Find(name));

    public IEnumerable<ColumnSummary> Columns() => Enumerable.Range(0, ColumnCount).Select(Sum);

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="FormatException">A cell of it is no number.</exception>
    public double[] Values(string name)
    {
        int column = Find(name);
        return [.. _rows.Select(row => row.Cells[column] is "" ? double.NaN : Number(row.Cells[column]) is var number && !double.IsNaN(number)
            ? number
            : throw new FormatException($"line {row.Line}: \"{row.Cells[column]}\" is no number"))];
    }

    private ColumnSummary Sum(int column)
    {
        double[] numbers = [.. _rows.Select(row => Number(row.Cells[column])).Where(number => !double.IsNaN(number))];
        return new ColumnSummary(_header[column], (ulong)_rows.Count(row => row.Cells[column].Length != 0), numbers.Length == 0 ? double.NaN : numbers.Average());
    }

    private static double Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private int Find(string name) => Array.IndexOf(_header, name) is >= 0 and int column
        ? column
        : throw new KeyNotFoundException($"there is no column \"{name}\"");
}
