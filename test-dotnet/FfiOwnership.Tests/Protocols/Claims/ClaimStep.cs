using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>The atomic steps of a thread at a tree. Each is named in the trace by its sentence.</summary>
internal enum ClaimStep : byte
{
    [Description("has nothing left to do")]
    Done,
    [Description("reads the entry of the block that it was given")]
    ReadsRoot,
    [Description("swaps that to claimed")]
    ClaimsRoot,
    [Description("reads the next owned field of a block it has claimed")]
    ReadsField,
    [Description("reads the entry of the child that the field holds")]
    ReadsChild,
    [Description("swaps the child's entry to claimed")]
    ClaimsChild,
    [Description("links the child behind its elder")]
    LinksChild,
    [Description("lets the next block of the chain go, or goes down to its children")]
    Resolves,
    [Description("lets the root go")]
    LetsRootGo,
    [Description("makes the whole chain the tree's own")]
    MarksOwned,
    [Description("frees the next entry of the chain, and drops its block")]
    Closes,
    [Description("gives the memory of the next block of the chain back")]
    GivesBack,
    [Description("clears the field")]
    ClearsField,
    [Description("lets the child go to the caller")]
    LetsChildGo,
    [Description("hands the memory of a freed block out again, for a block of another type")]
    Makes,
}
