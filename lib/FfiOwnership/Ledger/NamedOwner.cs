using FfiOwnership.Entries;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>The owner that an owned block's entry names, which may be gone, or may not have the block any more.</summary>
/// <param name="id">Its entry; 0: none.</param>
/// <param name="reuse">The reuse count that it had when it became the owner.</param>
internal readonly unsafe struct NamedOwner(uint id, uint reuse)
{
    /// <summary>Whether there is none.</summary>
    public bool IsNone => id == 0;

    /// <summary>Whether the owner still has an owned field that holds the block; if not, the block is an orphan.</summary>
    /// <param name="heap">The calling thread's door to the heap. No other block may be pinned.</param>
    /// <param name="block">Only compared.</param>
    // SAFETY: pinned: the owner, and its fields lie inside it.
    public bool Names<THeap>(THeap heap, void* block)
        where THeap : struct, IHeap
    {
        bool names = false;
        if (heap.TryFindEntry(id, out FoundBlock owner) && owner.Word.IsLive && owner.Word.Reuse == reuse)
        {
            TypeRecord* type = TypeRegistry.Of(owner.Word);
            for (nuint i = 0; i < type->FieldCount && !names; i++)
            {
                names = *(void**)(owner.Block + type->Fields[i].Offset) == block;
            }
        }

        heap.Leave(owner);
        return names;
    }
}
