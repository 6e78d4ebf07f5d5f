namespace FfiOwnership.Heaps.Slabs;

/// <summary>The kind of list that a slab is in.</summary>
internal enum SlabListKind : byte
{
    /// <summary>In no list: full and without owner, or on its way.</summary>
    None,

    /// <summary>The one that its owner hands out slots of.</summary>
    Current,

    /// <summary>Its owner's, with slots enough to hand out.</summary>
    Partial,

    /// <summary>Its owner's, used up, with too few free slots to hand out yet.</summary>
    Refilling,

    /// <summary>Left behind by a thread that ended, for any heap to adopt.</summary>
    Abandoned,

    /// <summary>Without a block, for any heap to take.</summary>
    Empty,
}
