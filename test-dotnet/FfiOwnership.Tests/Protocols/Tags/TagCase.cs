namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>Who owns the block.</summary>
public enum TagCase : byte
{
    /// <summary>A handle; the block owns nothing.</summary>
    Handled,

    /// <summary>A handle; the block is of a type that owns others.</summary>
    HandledTree,

    /// <summary>A parent that is the caller's.</summary>
    Child,

    /// <summary>A parent that is freed.</summary>
    Orphan,
}
