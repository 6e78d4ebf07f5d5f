namespace AcmeCsv;

/// <summary>A text is not CSV.</summary>
/// <param name="line">The line, from 1 on.</param>
/// <param name="what">What is wrong there.</param>
internal sealed class CsvException(int line, string what) : Exception($"line {line}: {what}");
