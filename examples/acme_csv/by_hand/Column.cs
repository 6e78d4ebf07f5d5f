namespace AcmeCsv;

/// <summary>What C knows as acme_column: a struct that owns its name.</summary>
internal unsafe struct Column : IFfiStruct<Column>
{
    // SAFETY: held by contract: the name is put and ended by the ledger alone.
    public byte* Name;
    public ulong Filled;
    public double Mean;

    public static ReadOnlySpan<byte> CName => "acme_column"u8;

    public static ReadOnlySpan<byte> FreeFunction => "acme_column_free"u8;

    public static ReadOnlySpan<byte> FreeVecFunction => "acme_column_list_free"u8;

    public static void Describe(ref StructDescription<Column> type) => type.Owns(ref type.Sample.Name);
}
