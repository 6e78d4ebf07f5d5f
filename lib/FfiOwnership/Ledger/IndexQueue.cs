namespace FfiOwnership.Ledgers;

/// <summary>A line of indices, oldest first. The links between them are kept by whoever the indices belong to.</summary>
internal struct IndexQueue
{
    /// <summary>The first to come out, if there is one.</summary>
    public uint Oldest;

    /// <summary>The last one that went in, if there is one.</summary>
    public uint Youngest;

    /// <summary>How many there are.</summary>
    public uint Count;
}
