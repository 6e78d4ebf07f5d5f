using FfiOwnership.Memory;

namespace FfiOwnership.Diagnostics;

/// <summary>Walks the live blocks made since a checkpoint, in the order of entries; each is pinned while it is current.</summary>
/// <remarks>The walk must be run to its end, or the last block stays pinned.</remarks>
internal ref struct LiveBlocks(ulong checkpoint)
{
    // SAFETY (whole file): pinned: the current block.

    private uint _cursor;
    private bool _isPinned;
    private Place _place;

    /// <summary>The current block.</summary>
    public readonly Place Place => _place;

    /// <summary>Goes to the next one.</summary>
    /// <returns>False at the end.</returns>
    public unsafe bool MoveNext()
    {
        Leave();
        while (Library.Heap.Next(ref _cursor, out _place))
        {
            _isPinned = true;
            EntryWord word = _place.Word;
            if (word.IsLive && word.State != EntryState.Forgotten && _place.Entry->Period >= checkpoint)
            {
                return true;
            }

            Leave();
        }

        return false;
    }

    /// <summary>Unpins the current block early.</summary>
    public void Leave()
    {
        if (_isPinned)
        {
            Library.Heap.Unpin(_place);
            _isPinned = false;
        }
    }
}
