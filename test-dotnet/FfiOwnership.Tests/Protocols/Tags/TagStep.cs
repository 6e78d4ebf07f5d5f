using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>The atomic steps of a thread at a tag. Each is named in the trace by its sentence.</summary>
internal enum TagStep : byte
{
    [Description("has nothing left to do")]
    Done,

    // Tags.Set.
    [Description("takes the lock")]
    TakesLock,
    [Description("reads the block's word")]
    ReadsBlock,
    [Description("looks at the owner")]
    LooksAtOwner,
    [Description("swaps the bit in, or out")]
    SwapsBit,
    [Description("looks at the owner again")]
    LooksAgain,
    [Description("puts the tag into the table, or takes it out, and lets the lock go")]
    Records,

    // Handles.TryEnd, Handles.EndSlow and Trees.Free.
    [Description("reads the block's word before anything is won")]
    ReadsAhead,
    [Description("wins the owner's word")]
    WinsOwner,
    [Description("reads the block's word")]
    ReadsWon,
    [Description("claims the block by a swap")]
    ClaimsBlock,
    [Description("stores that the block is freed")]
    FreesBlock,
    [Description("stores that the owner is at its end")]
    EndsOwner,
    [Description("takes the block's tag out of the table, if it has one")]
    Removes,
    [Description("puts the owner's word back")]
    PutsBack,
}
