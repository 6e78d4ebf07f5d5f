namespace FfiOwnership.Entries;

/// <summary>The limits that every block keeps, on either heap.</summary>
internal static class BlockLimits
{
    /// <summary>The largest block: 1 TiB.</summary>
    public static nuint LargestSize => (nuint)1 << 40;

    /// <summary>The largest alignment that a type may ask for, in bytes.</summary>
    public const nuint LargestAlignment = 4096;
}
