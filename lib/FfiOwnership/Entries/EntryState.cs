namespace FfiOwnership.Entries;

/// <summary>Where a block stands in its life. See <see cref="EntryWord"/> for who moves it on, and how.</summary>
internal enum EntryState
{
    /// <summary>The slot was never used.</summary>
    Unused = 0,

    /// <summary>The caller owns the block and names it by its pointer.</summary>
    CallerOwned = 1,

    /// <summary>The caller's, and a call is changing it right now.</summary>
    Busy = 2,

    /// <summary>Another block owns it: X is that block's entry.</summary>
    ParentOwned = 3,

    /// <summary>A handle owns it: X is the handle's slot.</summary>
    HandleOwned = 4,

    /// <summary>The caller's for ever.</summary>
    Forgotten = 5,

    /// <summary>Was the caller's; a call has claimed it: X links the claim's chain.</summary>
    ClaimedCallerOwned = 6,

    /// <summary>Was another block's; a call has claimed it with its parent: X links the claim's chain.</summary>
    ClaimedParentOwned = 7,

    /// <summary>Freed.</summary>
    Freed = 8,

    /// <summary>Freed, filled, and kept from reuse for a while.</summary>
    Quarantined = 9,

    /// <summary>Was a handle's; a call has claimed it: X links the claim's chain.</summary>
    ClaimedHandleOwned = 10,

    /// <summary>The library's own record of an adopted payload: no block of the caller's, but a handle's.</summary>
    AdoptionRecord = 11,
}
