namespace AcmeCsv;

/// <summary>What there is in a column.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Filled">How many of its cells are not empty.</param>
/// <param name="Mean">Of those that are numbers; NaN: there are none.</param>
internal sealed partial record ColumnSummary(string Name, ulong Filled, double Mean);
