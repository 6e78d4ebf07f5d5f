using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>The number that new blocks are stamped with: counts the checkpoints.</summary>
internal static class Checkpoints
{
    private static ulong s_current = 1;

    /// <summary>The present period; the first is 1.</summary>
    public static ulong Current => Volatile.Read(ref s_current);

    /// <summary>Whether the blocks made since are counted; of earlier periods only a walk through all blocks tells them.</summary>
    public static bool IsCounted(ulong period) => Current < period + BlockCounters.Periods;

    /// <summary>Starts the next one.</summary>
    /// <returns>Its number.</returns>
    public static ulong Advance() => Interlocked.Increment(ref s_current);
}
