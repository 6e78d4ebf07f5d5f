namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>What a thread is asked to do.</summary>
public enum SlabCall : byte
{
    /// <summary>Frees the block in slot 0.</summary>
    Free0,

    /// <summary>Frees the block in slot 1.</summary>
    Free1,

    /// <summary>Frees the block in slot 2.</summary>
    Free2,

    /// <summary>Makes a block, in this slab or elsewhere.</summary>
    Make,

    /// <summary>Frees the block that it made last, if it is in this slab.</summary>
    FreeMade,

    /// <summary>Detaches: gives all its slabs away, and goes on with an empty heap.</summary>
    Detach,

    /// <summary>Ends without a word; its heap stays as it is until another thread looks.</summary>
    End,

    /// <summary>Begins with the heap of a thread that has ended, if there is one.</summary>
    TakeOver,
}
