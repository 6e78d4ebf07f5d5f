namespace FfiOwnership.Heaps.Slabs;

/// <summary>The kind of list that a slab is in.</summary>
internal enum SlabListKind : byte
{
    /// <summary>In no list: full and without owner, or being moved.</summary>
    None,

    /// <summary>The owner hands out this slab's slots. In no list.</summary>
    Current,

    /// <summary>In the owner's list of slabs that have enough free slots to be handed out.</summary>
    Partial,

    /// <summary>In the owner's list of used-up slabs that have too few free slots yet.</summary>
    Refilling,

    /// <summary>In a pool, abandoned by a thread that ended, with blocks in it. Any heap may reclaim it.</summary>
    Abandoned,

    /// <summary>In a pool, without a block. Any heap may take it.</summary>
    Empty,
}
