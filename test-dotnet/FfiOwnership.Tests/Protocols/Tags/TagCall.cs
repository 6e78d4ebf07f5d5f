namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>What a thread does with the one block, or with its owner.</summary>
internal enum TagCall : byte
{
    /// <summary>Sticks a tag on the block.</summary>
    Tag,

    /// <summary>Takes the tag off.</summary>
    Clear,

    /// <summary>Ends the owner, and so the block.</summary>
    End,

    /// <summary>Begins to end the owner, is refused, and puts it back.</summary>
    EndInVain,
}
