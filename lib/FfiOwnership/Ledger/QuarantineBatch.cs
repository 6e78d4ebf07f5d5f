using FfiOwnership.Entries;

namespace FfiOwnership.Ledgers;

/// <summary>Freed blocks that a thread gathers, in the order of their frees, before it queues all of them in the <see cref="Quarantine"/>.</summary>
/// <remarks>They are in quarantine already: filled, and found by the validation. Linked as in the queue, through their entries' words.</remarks>
internal unsafe struct QuarantineBatch
{
    /// <summary>The last block's entry; undefined while there is none.</summary>
    public Entry* Youngest;

    /// <summary>The number of the first block's entry; undefined while there is none.</summary>
    public uint Oldest;

    /// <summary>How many blocks there are.</summary>
    public uint Count;

    /// <summary>The bytes that they count for.</summary>
    public uint Bytes;

    /// <summary>The most bytes that they may count for; 0: the quarantine has not been asked yet. Less than any block counts for: the thread gathers none.</summary>
    public uint Room;
}
