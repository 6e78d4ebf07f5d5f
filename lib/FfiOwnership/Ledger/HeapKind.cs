using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>Where blocks are kept: <c>ffo_heap</c>.</summary>
[CName("ffo_heap", Members = "FFO_HEAP_")]
public enum HeapKind : uint
{
    /// <summary>Blocks share slabs.</summary>
    Slab = 1,

    /// <summary>Every block is an allocation of its own.</summary>
    System = 2,
}
