using System.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>In a checked build (constant CHECKED), checks the ledger's invariants after calls; in others, does nothing.</summary>
/// <remarks>
/// A broken invariant ends the process, with a line on standard error. With up to <see cref="EntriesPerCall"/> entries, the whole
/// ledger is checked after each call; with more, only so often that a call checks as many entries on average, since otherwise
/// tests with a million blocks would take too long. Mistakes of the host, such as an overrun block, break no invariant.
/// </remarks>
internal static class CheckedBuild
{
    /// <summary>Number of entries that a call checks on average, at most.</summary>
    private const int EntriesPerCall = 256;

    /// <summary>Number of calls until the next check; 0 or less: the next call checks. Written by all threads; need not be exact.</summary>
    private static int s_wait;

    /// <summary>Whether this is a checked build.</summary>
#if CHECKED
    public static bool IsOn => true;
#else
    public static bool IsOn => false;
#endif

    /// <summary>Checks the ledger, if it is time to.</summary>
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
