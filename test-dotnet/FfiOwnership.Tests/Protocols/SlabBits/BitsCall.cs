namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>What a thread is asked to do.</summary>
internal enum BitsCall : byte
{
    /// <summary>Frees the block in a slot.</summary>
    Free,

    /// <summary>Frees the block in a slot, on a thread for whose heap there was no memory.</summary>
    Bare,

    /// <summary>Makes a block, in one of these slabs or elsewhere.</summary>
    Make,

    /// <summary>Frees the block that it made last, if that is in one of these slabs.</summary>
    FreeMade,

    /// <summary>Detaches: flushes its rings, gives its slabs away, and goes on with an empty heap.</summary>
    Detach,

    /// <summary>Ends without a word. Its heap stays as it is until another thread claims it.</summary>
    End,
}
