using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>Which heap blocks are on: <c>ffo_heap</c>.</summary>
[CName("ffo_heap", Members = "FFO_HEAP_")]
public enum HeapKind : uint
{
    /// <summary>The slab heap: blocks of similar sizes share slabs.</summary>
    Slab = 1,

    /// <summary>The system heap: every block is an allocation of its own.</summary>
    System = 2,
}
