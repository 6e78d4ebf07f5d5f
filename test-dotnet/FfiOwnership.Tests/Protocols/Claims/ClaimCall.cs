namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>A call with the block that it is given.</summary>
internal readonly record struct ClaimCall(ClaimCall.Kind What, byte Block)
{
    public enum Kind : byte
    {
        /// <summary>Frees a block with all that it owns.</summary>
        Free,

        /// <summary>Takes the child out of the first field.</summary>
        Take,

        /// <summary>Puts a block behind a handle, with all that it owns.</summary>
        Raw,

        /// <summary>Makes a block where one was freed.</summary>
        Make,
    }

    /// <inheritdoc/>
    public override string ToString() => $"{What}{Block}";
}
