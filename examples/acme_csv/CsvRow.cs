namespace AcmeCsv;

/// <summary>A row.</summary>
/// <param name="Line">The line that it begins in, from 1 on.</param>
/// <param name="Cells">Its cells, without quotes; none has a NUL in it.</param>
internal sealed record CsvRow(int Line, string[] Cells);
