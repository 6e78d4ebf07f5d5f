namespace FfiOwnership.Memory;

/// <summary>The heaps: <c>ffo_heap</c>.</summary>
public enum HeapKind : uint
{
    /// <summary>None yet.</summary>
    None = 0,

    /// <summary>Blocks share slabs.</summary>
    Slab = 1,

    /// <summary>Every block is an allocation of its own.</summary>
    System = 2,
}
