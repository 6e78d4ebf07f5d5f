namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>A mistake that the protocol could have.</summary>
public enum LargeMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>A free that has won the word does not compare the record's range with the pointer again.</summary>
    TrustsTheWord,

    /// <summary>The guard bytes are read before the word is won.</summary>
    ReadsBytesFirst,

    /// <summary>The memory goes back before the page map says so.</summary>
    UnmapsFirst,

    /// <summary>A record is free before its former range is out of it.</summary>
    FreesRecordFirst,

    /// <summary>The memory goes back without passing the lock of the readers.</summary>
    SkipsLock,

    /// <summary>Validation reads bytes without the lock.</summary>
    ReadsWithoutLock,

    /// <summary>Validation takes the lock after it has read the word.</summary>
    LocksLate,

    /// <summary>A description reads the word once.</summary>
    LooksOnce,

    /// <summary>A new block's word is stored before the page map leads to it.</summary>
    PublishesFirst,
}
