using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Diagnostics;

/// <summary>Checks the ledger's invariants, its structures first and then block by block.</summary>
/// <remarks>Other threads may be at work: what is changing at the moment is skipped.</remarks>
public static class Validation
{
    /// <summary>Checks the whole ledger.</summary>
    /// <param name="failure">Filled in with the first damage found.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>; <see cref="Status.Overrun"/> for the first overrun block, <see cref="Status.WriteAfterFree"/>
    /// for the first quarantined block that was written to, <see cref="Status.Internal"/> for damage to the ledger itself.
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
