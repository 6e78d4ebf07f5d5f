namespace FfiOwnership.Entries;

/// <summary>The state of a block. <see cref="EntryWord"/> lists the transitions and who may make them.</summary>
internal enum EntryState
{
    /// <summary>The entry has described no block yet.</summary>
    Unused = 0,

    /// <summary>The caller owns the block and names it by its pointer.</summary>
    CallerOwned = 1,

    /// <summary>The caller owns the block, and a call is changing it right now.</summary>
    Busy = 2,

    /// <summary>Another block owns it: the link is that block's entry.</summary>
    ParentOwned = 3,

    /// <summary>A handle owns it: the link is the handle's slot.</summary>
    HandleOwned = 4,

    /// <summary>The caller keeps the block until the process ends; it can never be freed.</summary>
    Forgotten = 5,

    /// <summary>Was the caller's; a call has claimed it: the link leads to the next block of the claim.</summary>
    ClaimedCallerOwned = 6,

    /// <summary>Was another block's; a call has claimed it with its parent: the link leads to the next block of the claim.</summary>
    ClaimedParentOwned = 7,

    /// <summary>Freed; its slot may be waiting in a list of the heap's, which then uses the link.</summary>
    Freed = 8,

    /// <summary>Freed, filled with a pattern, and withheld from reuse: the link leads to the next block of the quarantine.</summary>
    Quarantined = 9,

    /// <summary>Was a handle's; a call has claimed it: the link leads to the next block of the claim.</summary>
    ClaimedHandleOwned = 10,

    /// <summary>Not a block of the caller's but the library's own record of an adopted payload: the link is the handle's slot.</summary>
    AdoptionRecord = 11,
}
