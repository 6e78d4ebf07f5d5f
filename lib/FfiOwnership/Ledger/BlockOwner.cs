using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>Who owns a block: <c>ffo_owner</c>.</summary>
[CName("ffo_owner", Members = "FFO_OWNER_")]
public enum BlockOwner : uint
{
    /// <summary>Nobody: the block was freed.</summary>
    Nobody = 0,

    /// <summary>The caller.</summary>
    Caller = 1,

    /// <summary>A handle, or another block.</summary>
    Library = 2,
}
