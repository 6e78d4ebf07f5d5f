namespace AcmeCsv;

/// <summary>What C knows as acme_csv: a handle.</summary>
internal sealed partial class CsvDocument : IFfiType
{
    public static ReadOnlySpan<byte> CName => "acme_csv"u8;

    public static ReadOnlySpan<byte> FreeFunction => "acme_csv_close"u8;
}
