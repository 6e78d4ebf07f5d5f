namespace FfiOwnership.Ledgers;

/// <summary>What becomes of the children of a claimed tree.</summary>
internal enum TreeOutcome
{
    /// <summary>They belong to their former owners again.</summary>
    Restored,

    /// <summary>They belong to their parents.</summary>
    ParentOwned,

    /// <summary>They are forgotten.</summary>
    Forgotten,
}
