namespace FfiOwnership.Entries;

/// <summary>What a heap must know of a new block besides its size.</summary>
[Flags]
internal enum BlockTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its bytes are to be zero.</summary>
    Zeroed = 1,

    /// <summary>It is a text whose NUL guards its end, so that a canary behind it may be missing.</summary>
    EndsInNul = 2,

    /// <summary>It is a vec's whose elements are too large for their size to be kept in the entry's word.</summary>
    HasLargeElements = 4,
}
