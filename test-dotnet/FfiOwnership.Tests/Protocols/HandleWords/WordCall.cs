namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>What a thread is asked to do, with the first handle or with the one that it has issued itself.</summary>
internal enum WordCall : byte
{
    /// <summary>Borrows shared.</summary>
    Borrow,

    /// <summary>Borrows exclusively.</summary>
    BorrowAlone,

    /// <summary>Returns its own borrow, if it has one.</summary>
    Return,

    /// <summary>Returns a borrow, its own or not.</summary>
    ReturnAny,

    /// <summary>Adds a reference.</summary>
    Retain,

    /// <summary>Gives a reference back; the last one only if nothing is borrowed.</summary>
    Release,

    /// <summary>Gives a reference back; the last one also while borrows are out.</summary>
    Close,

    /// <summary>Trades the handle for the block's pointer.</summary>
    IntoRaw,

    /// <summary>Puts a new block behind a new handle in the same slot, if it is free.</summary>
    Issue,

    /// <summary>Puts a child into the block through its own exclusive borrow, if it has one.</summary>
    Change,

    /// <summary>Puts a child into the block through an exclusive borrow, its own or not.</summary>
    ChangeAny,
}
