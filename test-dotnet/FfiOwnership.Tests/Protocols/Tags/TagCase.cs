namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>Who owns the block.</summary>
public enum TagCase : byte
{
    /// <summary>A handle.</summary>
    Handled,

    /// <summary>A parent that is the caller's.</summary>
    Child,

    /// <summary>A parent that is freed.</summary>
    Orphan,
}
