using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>What must hold for large blocks, whatever the threads do.</summary>
public enum LargeRule : byte
{
    None,

    [Description("a free ended a block that its pointer does not name")]
    FreesWhatIsNamed,
    [Description("memory was read that had gone back to the system")]
    ReadsWhatIsThere,
    [Description("the page map leads to a record for memory that has gone back")]
    MapComesFirst,
    [Description("a description has the address of one block and the size of another")]
    DescribesOneBlock,
    [Description("a live block's pointer does not lead to it")]
    LiveBlocksAreFound,
    [Description("a call is over and the lock is held, or a block lives in memory that has gone back")]
    NothingIsLeft,
}
