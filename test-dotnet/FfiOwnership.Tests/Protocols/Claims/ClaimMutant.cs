namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>A mistake that the engine could have.</summary>
public enum ClaimMutant
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>The root is claimed by a store.</summary>
    ClaimsRootByStore,

    /// <summary>A child is claimed by a store.</summary>
    ClaimsChildByStore,

    /// <summary>A claim compares the state only, not the block's reuse count and type.</summary>
    ComparesStateOnly,

    /// <summary>A refusal leaves the children as they are.</summary>
    RestoresNothing,

    /// <summary>A refusal gives all children to the caller.</summary>
    RestoresToCaller,

    /// <summary>An owned child is taken whoever owns it.</summary>
    IgnoresParent,

    /// <summary>An owned child is taken from an entry that has been reused since.</summary>
    IgnoresParentsReuse,

    /// <summary>A child that is claimed is waited for.</summary>
    Waits,

    /// <summary>Children are freed as they are claimed.</summary>
    CommitsEarly,

    /// <summary>A child is taken out of a block that is not claimed.</summary>
    TakesWithoutClaim,

    /// <summary>A parent is let go before its children.</summary>
    LetsRootGoFirst,
}
