namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>A mistake that the protocol could have.</summary>
public enum WordMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>A release stores the count that it has read, less one.</summary>
    ReleasesByStore,

    /// <summary>A borrow stores the count that it has read, plus one.</summary>
    BorrowsByStore,

    /// <summary>A borrow swaps in its count without a look at the generation.</summary>
    BorrowsOfAnyGeneration,

    /// <summary>Closing ends the block at once.</summary>
    ClosesInUse,

    /// <summary>The last return of a closing handle only counts.</summary>
    LastReturnOnlyCounts,

    /// <summary>The end of a handle wins no word: who reads one reference ends the block.</summary>
    EndsByStore,

    /// <summary>The slot keeps its generation.</summary>
    GenerationStays,

    /// <summary>After the last generation comes the first again.</summary>
    GenerationWraps,

    /// <summary>The block is dropped before the generation moves on.</summary>
    DropsFirst,

    /// <summary>The slot comes into the list of free ones before its generation moves on.</summary>
    QueuesFirst,

    /// <summary>Whoever ends a handle takes the block whatever state its entry is in.</summary>
    EndsWithoutClaim,

    /// <summary>Whoever ends a handle claims the block before it wins the word.</summary>
    ClaimsBeforeItWins,

    /// <summary>An exclusive borrower's change looks at the handle only before it claims the entry.</summary>
    ChangesWithoutSecondLook,

    /// <summary>An exclusive borrow is returned before the entry is given back.</summary>
    ReturnsBeforeRestoring,

    /// <summary>A claim that was of no use, because the word was not won, is not given back.</summary>
    KeepsUselessClaim,

    /// <summary>A word that was won in vain, because the block was not to be had, is not put back.</summary>
    KeepsUselessWin,

    /// <summary>Who meets a handle whose end is not settled says that it is stale.</summary>
    AnswersWhileDying,
}
