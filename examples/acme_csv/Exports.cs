using System.Runtime.InteropServices;
using AcmeCsv;

[assembly: FfiLibrary(FreeString = "acme_string_free", LastErrorMessage = "acme_last_error_message", StatusText = "acme_status_text")]
[assembly: FfiError(typeof(CsvException), 100, Name = "ACME_E_SYNTAX", Text = "The text is not CSV.")]
[assembly: FfiError(typeof(IOException), 101, Name = "ACME_E_FILE", Text = "The file cannot be read.")]
[assembly: FfiError(typeof(KeyNotFoundException), 102, Name = "ACME_E_NO_COLUMN", Text = "No column has that name.")]
[assembly: FfiError(typeof(FormatException), 103, Name = "ACME_E_NO_NUMBER", Text = "A cell is no number.")]

namespace AcmeCsv;

[FfiHandle("acme_csv", Close = "acme_csv_close")]
internal sealed partial class CsvDocument;

[FfiStruct("acme_column", Free = "acme_column_free", FreeList = "acme_column_list_free")]
internal sealed partial record ColumnSummary;

/// <summary>Receives a row.</summary>
/// <param name="line">The line that the row begins in.</param>
/// <param name="cells">The cells.</param>
/// <returns>0 to go on, anything else to see no more rows.</returns>
[FfiCallback("acme_row_callback")]
internal delegate int RowCallback(nuint line, string[] cells);

/// <summary>The functions of include/acme_csv.h.</summary>
internal static class Exports
{
    /// <summary>Reads a file.</summary>
    [FfiExport("acme_csv_open")]
    public static CsvDocument Open(string path) => CsvDocument.Open(path);

    /// <summary>Reads a text.</summary>
    [FfiExport("acme_csv_parse")]
    public static CsvDocument Parse(string text) => CsvDocument.Parse(text);

    /// <summary>How large it is.</summary>
    [FfiExport("acme_csv_size")]
    public static void Size(CsvDocument csv, [Optional] out nuint rows, [Optional] out nuint columns)
    {
        rows = (nuint)csv.Rows.Count;
        columns = (nuint)csv.ColumnCount;
    }

    /// <summary>The text of one cell.</summary>
    [FfiExport("acme_csv_cell")]
    public static string Cell(CsvDocument csv, nuint row, nuint column) => csv.Cell(row, column);

    /// <summary>Calls back with each row, in order, until a call returns something else than 0.</summary>
    [FfiExport("acme_csv_each_row")]
    public static void EachRow(CsvDocument csv, RowCallback callback)
    {
        foreach (CsvRow row in csv.Rows)
        {
            if (callback((nuint)row.Line, row.Cells) != 0)
            {
                break;
            }
        }
    }

    /// <summary>A column.</summary>
    [FfiExport("acme_csv_column")]
    public static ColumnSummary Column(CsvDocument csv, string name) => csv.Column(name);

    /// <summary>All columns, as in the header.</summary>
    [FfiExport("acme_csv_columns")]
    public static IEnumerable<ColumnSummary> Columns(CsvDocument csv) => csv.Columns();

    /// <summary>The numbers in a column; those of empty cells are NaN.</summary>
    [FfiExport("acme_csv_column_values")]
    [return: FfiList(Free = "acme_number_list_free")]
    public static double[] ColumnValues(CsvDocument csv, string name) => csv.Values(name);
}
