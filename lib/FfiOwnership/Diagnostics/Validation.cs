using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Checks every invariant of the ledger that can be checked from outside, block by block.</summary>
/// <remarks>Other threads may be at work: what is on its way from one state to another is passed over.</remarks>
public static class Validation
{
    /// <summary>Walks the whole ledger.</summary>
    /// <param name="failure">Filled in by the first damage.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>; <see cref="Status.Overrun"/> for the first overrun block, <see cref="Status.WriteAfterFree"/>
    /// for the first quarantined one that was written to, <see cref="Status.Internal"/> for damage to the ledger itself.
    /// </returns>
    public static Status Run(ref Failure failure)
    {
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        Utf8Literal damage = Ledger.CheckStructures();
        if (!damage.IsEmpty)
        {
            return failure.Set(Status.Internal, damage.Span);
        }

        for (uint cursor = 0; status == Status.Ok && Ledger.TryNextBlock(ref cursor);)
        {
            status = Ledger.CheckBlock(cursor, ref failure);
        }

        return status;
    }
}
