namespace FfiOwnership.Ledgers;

/// <summary>How an attempt at a transition ended.</summary>
internal enum Outcome
{
    /// <summary>The word was swapped: the block is this call's.</summary>
    Done,

    /// <summary>The word that was found does not allow it; nothing changed. <see cref="Refusals"/> says why.</summary>
    Refused,

    /// <summary>The word changed between the look and the swap; nothing changed. Look again.</summary>
    Lost,
}
