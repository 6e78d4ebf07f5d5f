using FfiOwnership.Entries;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>The owner that an owned block's entry names, which may be gone, or may not have the block any more.</summary>
/// <param name="id">Its entry; 0: none.</param>
/// <param name="reuse">The reuse count that it had when it became the owner.</param>
internal readonly unsafe struct NamedOwner(uint id, uint reuse)
{
    // Which element of a vec had the block that was asked for last.
    private static nuint s_hint;

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
            names = IsIn(BlockValues.Of(heap, owner), block);
        }

        heap.Leave(owner);
        return names;
    }

    private static bool IsIn(in BlockValues values, void* block)
    {
        // Whoever lists the blocks of a vec with many elements mostly comes in their order. A hint of another vec's, or another thread's,
        // costs time and nothing else. It is read once, since another thread may change it.
        nuint hint = Volatile.Read(ref s_hint);
        nuint first = hint < values.Count ? hint : 0;
        return IsIn(values, first, values.Count, block) || IsIn(values, 0, first, block);
    }

    // SAFETY: pinned: the owner, and its fields lie inside it.
    private static bool IsIn(in BlockValues values, nuint from, nuint to, void* block)
    {
        nuint size = values.Type->Size;
        for (nuint field = 0; field < values.Type->FieldCount; field++)
        {
            byte* held = values.At(from) + values.Type->Fields[field].Offset;
            for (nuint i = from; i < to; i++, held += size)
            {
                if (*(void**)held == block)
                {
                    s_hint = i;
                    return true;
                }
            }
        }

        return false;
    }
}
