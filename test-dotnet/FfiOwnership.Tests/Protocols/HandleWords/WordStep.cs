using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>The atomic steps of a thread at a handle. Each is named in the trace by its sentence.</summary>
internal enum WordStep : byte
{
    [Description("has nothing left to do")]
    Done,

    // Handles: every call begins with a look.
    [Description("looks at the handle's word")]
    Looks,
    [Description("reads the pointer")]
    ReadsPointer,
    [Description("swaps in one more borrow")]
    SwapsBorrow,
    [Description("swaps in one more reference")]
    SwapsRetain,
    [Description("swaps in one borrow less")]
    SwapsReturn,
    [Description("swaps in one reference less")]
    SwapsRelease,
    [Description("swaps the state to closing, and the last reference away")]
    SwapsClosing,

    // Handles.End.cs: the end of an exclusive borrow or of the handle.
    [Description("reads which entry the slot leads to")]
    ReadsEntry,
    [Description("claims the block's entry, if the handle still owns it")]
    ClaimsEntry,
    [Description("looks at the word again, because the entry is not to be had")]
    LooksWhy,
    [Description("gives the entry back to the handle")]
    RestoresEntry,
    [Description("swaps the state to dying")]
    SwapsDying,
    [Description("claims the entry of the block whose handle it has won")]
    ClaimsWon,
    [Description("puts the word back, because the entry is not to be had")]
    PutsBack,
    [Description("moves the slot on to the next generation, or retires it")]
    MovesOn,
    [Description("puts the slot into the list of free ones")]
    Queues,
    [Description("drops the block")]
    Drops,
    [Description("lets the block go to the caller")]
    LetsGo,

    // Handles.FromRaw, HandleTable.TryTake and Issue.
    [Description("takes the free slot for a new handle, if there is one")]
    TakesSlot,
    [Description("puts a new block behind the slot")]
    Fills,
    [Description("issues the handle")]
    Issues,

    // Transitions.TryClaimForChange.
    [Description("finds the block handled and looks at its handle")]
    LooksBeforeChange,
    [Description("claims the entry in order to change the block")]
    ClaimsForChange,
    [Description("looks at the handle again")]
    LooksAgain,
    [Description("changes the block")]
    Changes,
    [Description("ends the change: the entry is again the handle's")]
    EndsChange,
}
