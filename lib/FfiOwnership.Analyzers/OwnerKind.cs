namespace FfiOwnership.Analyzers;

/// <summary>What an owner owns.</summary>
internal enum OwnerKind
{
    String,
    Box,
    Config,
    Vec,
    Handle,

    /// <summary>What was in an owned field, or behind a handle: any of the others.</summary>
    Child,
}
