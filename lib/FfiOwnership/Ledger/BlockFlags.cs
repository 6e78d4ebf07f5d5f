using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>What else is true of a block: <c>FFO_BLOCK_...</c>.</summary>
[Flags]
public enum BlockFlags : uint
{
    /// <summary>It was forgotten on purpose.</summary>
    [CName("FFO_BLOCK_FORGOTTEN")]
    Forgotten = 1,

    /// <summary>Its handle was closed while borrowed.</summary>
    [CName("FFO_BLOCK_CLOSING")]
    Closing = 2,

    /// <summary>It is foreign memory behind a handle.</summary>
    [CName("FFO_BLOCK_ADOPTED")]
    Adopted = 4,

    /// <summary>The field of its owner that should name it does so no more.</summary>
    [CName("FFO_BLOCK_ORPHANED")]
    Orphaned = 8,
}
