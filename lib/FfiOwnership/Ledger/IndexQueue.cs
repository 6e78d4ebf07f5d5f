namespace FfiOwnership.Ledgers;

/// <summary>A queue of indices, first in, first out. The records that the indices belong to hold the links between them.</summary>
internal struct IndexQueue
{
    /// <summary>The next index to come out; undefined while the queue is empty.</summary>
    public uint Oldest;

    /// <summary>The index that went in last; undefined while the queue is empty.</summary>
    public uint Youngest;

    /// <summary>How many indices are queued.</summary>
    public uint Count;
}
