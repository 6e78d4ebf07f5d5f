namespace FfiOwnership.Platform;

/// <summary>What has become of an attempt to move memory to other addresses.</summary>
internal enum PageMove
{
    /// <summary>It is there. The former addresses are still mapped, and read as zero.</summary>
    Done,

    /// <summary>The system does not do that; nothing has changed.</summary>
    Refused,

    /// <summary>Nothing was moved, and the new addresses may be somebody else's by now: they must not be used.</summary>
    Lost,
}
