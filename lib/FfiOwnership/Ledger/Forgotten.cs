using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>Counts the blocks that were forgotten: freed they are not, but they no longer count among the live ones.</summary>
internal static class Forgotten
{
    // Locked by s_lock; what is forgotten is counted as if it were freed.
    private static BlockCounters s_counters;
    private static ForkSafeLock s_lock;

    /// <summary>How many blocks were forgotten, and their bytes.</summary>
    public static void Count(out ulong blocks, out ulong bytes)
    {
        blocks = 0;
        bytes = 0;
        s_counters.AddFreed(ref blocks, ref bytes);
    }

    /// <summary>Adds those that were made in a period or later ones to a sum, as blocks that are no longer live.</summary>
    public static void AddSince(ulong period, ref long blocks, ref long bytes) => s_counters.AddSince(period, ref blocks, ref bytes);

    /// <summary>Counts a block that the calling thread is about to forget.</summary>
    public static void Add(ulong period, nuint size)
    {
        s_lock.Enter();
        s_counters.CountFreed(period, size);
        s_lock.Exit();
    }
}
