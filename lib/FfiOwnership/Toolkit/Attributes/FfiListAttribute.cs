namespace FfiOwnership.Toolkit;

/// <summary>Names the function that frees a list of numbers, which an exported method returns or has as an out parameter.</summary>
/// <remarks>
/// <code>
/// [FfiExport("acme_csv_column_values")]
/// [return: FfiList(Free = "acme_number_list_free")]
/// public static double[] Values(CsvDocument document, string name) => document.Values(name);
///
/// // acme_status acme_csv_column_values(acme_csv document, const char *name, acme_number_list *out);
/// </code>
/// Many methods may name one function: it frees lists of whatever plain elements.
/// </remarks>
[AttributeUsage(AttributeTargets.ReturnValue | AttributeTargets.Parameter)]
public sealed class FfiListAttribute : Attribute
{
    /// <summary><c>acme_status NAME(acme_number_list *list)</c>, which is generated: frees a list and empties it; NULL and an empty list are no error.</summary>
    public string? Free { get; init; }
}
