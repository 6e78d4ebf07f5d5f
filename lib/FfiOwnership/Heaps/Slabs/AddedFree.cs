namespace FfiOwnership.Heaps.Slabs;

/// <summary>What follows from slots that were added to a slab's free ones.</summary>
internal enum AddedFree
{
    /// <summary>Nothing.</summary>
    IsNoMatter,

    /// <summary>Nobody's slab has slots enough to be handed out again: it must be listed.</summary>
    IsEnough,

    /// <summary>A listed slab may have no blocks any more: its memory must go back.</summary>
    IsAll,
}
