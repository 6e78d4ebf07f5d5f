namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>A call about one of the ranges of addresses.</summary>
internal readonly record struct LargeCall(LargeCall.Kind What, byte Range)
{
    public enum Kind : byte
    {
        /// <summary>Makes a block in the range, if the record is free; else does nothing.</summary>
        Make,

        /// <summary>Frees the range's block by its pointer, which may be outdated.</summary>
        Free,

        /// <summary>Asks what the pointer leads to.</summary>
        Describe,

        /// <summary>Reads the guard bytes of the record's block, as validation does.</summary>
        Validate,
    }
}
