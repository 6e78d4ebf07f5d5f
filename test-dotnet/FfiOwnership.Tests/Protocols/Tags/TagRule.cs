using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>What must hold for a block's tag, whatever the threads do.</summary>
public enum TagRule : byte
{
    None,

    [Description("a freed block's tag is left in the table")]
    FreedHasNoTag,
    [Description("a live block's tag is in the table, and its word does not say so")]
    RecordIsAnnounced,
    [Description("a live block's tag is not what the last call made it that succeeded")]
    SuccessLasts,
    [Description("an orphan could not be tagged")]
    OrphansCanBeTagged,
    [Description("a block lives on although its owner has ended")]
    EndsTogether,
}
