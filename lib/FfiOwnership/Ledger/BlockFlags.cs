using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>Further facts about a block: <c>FFO_BLOCK_...</c>.</summary>
[Flags]
public enum BlockFlags : uint
{
    /// <summary>The caller has forgotten the block on purpose.</summary>
    [CName("FFO_BLOCK_FORGOTTEN")]
    Forgotten = 1,

    /// <summary>The block's handle was closed while borrowed; the last return ends the block.</summary>
    [CName("FFO_BLOCK_CLOSING")]
    Closing = 2,

    /// <summary>It is no block of the library, but foreign memory that a handle has adopted.</summary>
    [CName("FFO_BLOCK_ADOPTED")]
    Adopted = 4,

    /// <summary>No field of the block's parent leads to the block any more.</summary>
    [CName("FFO_BLOCK_ORPHANED")]
    Orphaned = 8,
}
