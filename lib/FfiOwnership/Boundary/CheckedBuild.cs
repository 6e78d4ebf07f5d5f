using System.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>In a checked build (constant CHECKED), asserts the ledger's invariants after each call; in others, nothing.</summary>
/// <remarks>
/// A violated invariant ends the process with a line on standard error. While the ledger has up to <see cref="EntriesPerCall"/>
/// entries, all of them are checked after each call; beyond that, after so many calls that a call checks as many on average: tests
/// with a million blocks would not end otherwise. What the host did wrong, such as an overrun block, is not damage of the ledger.
/// </remarks>
internal static class CheckedBuild
{
    private const int EntriesPerCall = 256;

    // Calls until the next check; changed by all threads without care, since about right is enough.
    private static int s_wait;

    /// <summary>Checks, if it is time.</summary>
    [Conditional("CHECKED")]
    public static void AfterCall()
    {
        if (Ledger.Kind == 0 || Interlocked.Decrement(ref s_wait) > 0)
        {
            return;
        }

        Failure failure = default;
        Utf8Literal damage = Ledger.CheckStructures();
        int entries = 0;
        for (uint cursor = 0; damage.IsEmpty && Ledger.TryNextBlock(ref cursor); entries++)
        {
            damage = Ledger.CheckBlock(cursor, ref failure) == Status.Internal ? failure.Text : default;
        }

        if (!damage.IsEmpty)
        {
            StandardError.WriteLine(damage.Span);
            CRuntime.Abort();
        }

        Volatile.Write(ref s_wait, entries / EntriesPerCall);
    }
}
