namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>Who may take a slab. In one word with the count of its free slots.</summary>
internal enum BitsFlag : byte
{
    /// <summary>Nobody's, in no list: too few of its slots are free.</summary>
    None,

    /// <summary>Nobody's, in its class's list.</summary>
    Listed,

    /// <summary>A heap's current slab, or in the hands of whoever gives it back.</summary>
    Owned,

    /// <summary>Without a block, in its class's pool.</summary>
    Pool,
}
