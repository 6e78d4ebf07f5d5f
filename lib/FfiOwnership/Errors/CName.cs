namespace FfiOwnership.Errors;

/// <summary>What messages may have to name in the terms of the library that the caller uses. The names come from <see cref="CNames"/>.</summary>
internal enum CName
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The library itself; begins what is written to standard error.</summary>
    Library,

    /// <summary>What the names of its environment variables begin with.</summary>
    EnvironmentPrefix,

    /// <summary>The call that frees a string.</summary>
    FreeString,

    /// <summary>The call that frees a config.</summary>
    FreeConfig,

    /// <summary>The call that frees a box.</summary>
    FreeBox,

    /// <summary>The call that disposes of a vec.</summary>
    DisposeVec,

    /// <summary>The call that returns a borrow.</summary>
    ReturnBorrow,

    /// <summary>The call that borrows exclusively.</summary>
    BorrowExclusively,

    /// <summary>The call that ends any handle.</summary>
    ReleaseHandle,

    /// <summary>The call that trades a handle for a pointer.</summary>
    HandleIntoRaw,

    /// <summary>The call that trades a pointer for a handle.</summary>
    HandleFromRaw,

    /// <summary>What a description of a block is initialised with.</summary>
    BlockInfoInit,

    /// <summary>What statistics are initialised with.</summary>
    StatsInit,

    /// <summary>What a description of a type is initialised with.</summary>
    TypeDescInit,

    /// <summary>How many names there are.</summary>
    Count,
}
