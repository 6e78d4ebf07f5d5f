
using FfiOwnership.Boundary;
using FfiOwnership.Entries;

namespace FfiOwnership.Ledgers;

/// <summary>The owner that an owned block's entry names, which may be gone, or may name the block no longer.</summary>
/// <param name="id">Its entry; 0: none.</param>
/// <param name="reuse">The reuse count that it had when it became the owner.</param>
internal readonly unsafe struct NamedOwner(uint id, uint reuse)
{
    /// <summary>Whether there is none.</summary>
    public bool IsNone => id == 0;

    /// <summary>Whether the owner still has an owned field that holds the block; if not, the block is an orphan.</summary>
    /// <param name="block">Only compared.</param>
    /// <remarks>Takes a pin of its own, so the caller must have none.</remarks>
    // SAFETY: pinned: the owner, and its fields lie inside it.
    public bool Names(void* block)
    {
        if (!Library.Heap.Pin(id, out Place place))
        {
            return false;
        }

        EntryWord word = place.Word;
        bool names = false;
        if (word.IsLive && word.Reuse == reuse)
        {
            TypeRecord* type = TypeRegistry.Of(word);
            for (nuint i = 0; i < type->FieldCount && !names; i++)
            {
                names = *(void**)(place.Block + type->Fields[i].Offset) == block;
            }
        }

        Library.Heap.Unpin(place);
        return names;
    }
}
