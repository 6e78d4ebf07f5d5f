namespace FfiOwnership.Diagnostics;

/// <summary>What else is true of a block: <c>FFO_BLOCK_...</c>.</summary>
[Flags]
public enum BlockFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It was forgotten on purpose.</summary>
    Forgotten = 1,

    /// <summary>Its handle was closed while borrowed.</summary>
    Closing = 2,

    /// <summary>It is foreign memory behind a handle.</summary>
    Adopted = 4,

    /// <summary>The field of its owner that should name it does so no more.</summary>
    Orphaned = 8,
}
