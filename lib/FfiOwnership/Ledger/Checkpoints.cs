using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>Checkpoints divide time into periods. Each new block is stamped with the number of the present period.</summary>
internal static class Checkpoints
{
    /// <summary>The present period. Written by any thread, atomically.</summary>
    private static ulong s_current = 1;

    /// <summary>The number of the present period; the first is 1.</summary>
    public static ulong Current => Volatile.Read(ref s_current);

    /// <summary>Whether counters say how many blocks were created since a period began. For older periods all blocks must be visited.</summary>
    public static bool IsCounted(ulong period) => Current < period + BlockCounters.Periods;

    /// <summary>Starts the next period.</summary>
    /// <returns>Its number.</returns>
    public static ulong Advance() => Interlocked.Increment(ref s_current);
}
