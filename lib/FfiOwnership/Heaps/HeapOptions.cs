namespace FfiOwnership.Heaps;

/// <summary>What a heap is told when it starts.</summary>
/// <param name="ExactSizes">A memory checker is in the process: blocks have their exact size and the tool guards their ends.</param>
/// <param name="QuarantineBytes">How many bytes of freed blocks are kept from reuse; 0: none.</param>
/// <param name="ZeroOnFree">Whether a block's bytes are zeroed when it is freed.</param>
internal readonly record struct HeapOptions(bool ExactSizes, ulong QuarantineBytes, bool ZeroOnFree);
