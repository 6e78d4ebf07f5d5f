
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

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
    public bool MoveNext()
    {
        Leave();
        while (Library.Heap.Next(ref _cursor, out _place))
        {
            _isPinned = true;
            if (IsWanted())
            {
                return true;
            }

            Leave();
        }

        return false;
    }

    /// <summary>Describes the current block, which is unpinned then.</summary>
    /// <returns>False if it has ended meanwhile, or is the record of a payload that is just being adopted or let go.</returns>
    public bool TryRead(out BlockInfo info)
    {
        NamedOwner owner;
        while (!BlockReader.TryRead(_place, slot: 0, out info, out owner))
        {
            // Another call has moved it on while it was read: what was read may be of two moments.
            Leave();
            _isPinned = Library.Heap.Pin(_cursor, out _place);
            if (!_isPinned || !IsWanted())
            {
                Leave();
                return false;
            }
        }

        Leave();
        BlockReader.Finish(ref info, owner);
        return info.Owner != BlockOwner.Nobody;
    }

    private readonly unsafe bool IsWanted() =>
        _place.Word is { IsLive: true, State: not EntryState.Forgotten } && _place.Entry->Period >= checkpoint;

    private void Leave()
    {
        if (_isPinned)
        {
            Library.Heap.Unpin(_place);
            _isPinned = false;
        }
    }
}
