namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>A mistake that the protocol could have.</summary>
public enum TagMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>A tag looks at the owner before its swap only.</summary>
    TagsWithoutSecondLook,

    /// <summary>A tag does not mind that a call is at work on the owner.</summary>
    IgnoresWork,

    /// <summary>A tag takes a freed parent for one that a call is at work on.</summary>
    RefusesOrphans,

    /// <summary>A tag that gives up has put its record in already.</summary>
    RecordsFirst,

    /// <summary>Taking a tag off gives up when the owner is at work, and leaves the record.</summary>
    GivesUpClearing,

    /// <summary>An end reads the block's word before it wins the owner, and relies on that.</summary>
    ReadsBeforeItWins,

    /// <summary>The parent is freed before the child.</summary>
    FreesParentFirst,

    /// <summary>A tagged block is freed as an untagged one.</summary>
    ForgetsTheRecord,
}
