using FfiOwnership.Entries;

namespace FfiOwnership.Ledgers;

/// <summary>A block whose owned field this call is changing.</summary>
internal unsafe struct Change
{
    /// <summary>The block, busy or claimed by this call; its word is the one that it had before and gets back.</summary>
    public FoundBlock Block;

    /// <summary>The owned field that is being changed.</summary>
    public OwnedField Field;

    /// <summary>Where the field is in memory.</summary>
    public readonly void** Slot => (void**)(Block.Block + Field.Offset);

    /// <summary>Ends the change: the block belongs to its former owner again.</summary>
    public readonly void End() => Block.Entry->Store(Block.Word);
}
