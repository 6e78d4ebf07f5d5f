namespace FfiOwnership.Memory;

/// <summary>Where a block stands in its life. See <see cref="EntryWord"/> for who moves it on, and how.</summary>
internal enum EntryState
{
    /// <summary>The slot was never used.</summary>
    Unused = 0,

    /// <summary>The caller owns the block and names it by its pointer.</summary>
    Callers = 1,

    /// <summary>The caller's, and a call is changing it right now.</summary>
    Busy = 2,

    /// <summary>Another block owns it: X is that block's entry.</summary>
    Owned = 3,

    /// <summary>A handle owns it: X is the handle's slot.</summary>
    Handled = 4,

    /// <summary>The caller's for ever.</summary>
    Forgotten = 5,

    /// <summary>Was the caller's; a call has claimed it: X links the claim's chain.</summary>
    ClaimedCallers = 6,

    /// <summary>Was another block's; a call has claimed it with its parent: X links the claim's chain.</summary>
    ClaimedOwned = 7,

    /// <summary>Freed.</summary>
    Freed = 8,

    /// <summary>Freed, filled, and kept from reuse for a while.</summary>
    Quarantined = 9,

    /// <summary>Was a handle's; a call has claimed it: X links the claim's chain.</summary>
    ClaimedHandled = 10,

    /// <summary>The library's own record of an adopted payload: no block of the caller's, but a handle's.</summary>
    Internal = 11,
}
