using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>Looking inside: what diagnostics ask.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): permanent: type records.

    private static ulong s_misuses;

    /// <summary>How many misuses there were since the library was loaded.</summary>
    public static ulong Misuses => Volatile.Read(ref s_misuses);

    /// <summary>Counts a misuse.</summary>
    public static void CountMisuse() => Interlocked.Increment(ref s_misuses);

    /// <summary>How many handles are live or closing. Exact while no other thread is at work.</summary>
    public static uint LiveHandles => HandleTable.LiveHandles();

    /// <summary>How many borrows are out. Exact while no other thread is at work.</summary>
    public static ulong LiveBorrows => HandleTable.LiveBorrows();

    /// <summary>Adds up what was counted. Exact while no other thread is at work.</summary>
    /// <param name="forgotten">How many blocks were forgotten.</param>
    /// <param name="forgottenBytes">Their bytes.</param>
    /// <returns>The totals of all blocks, forgotten ones among them as if they were live.</returns>
    public static BlockTotals Totals(out ulong forgotten, out ulong forgottenBytes)
    {
        // Forgotten blocks are read before all others: a count that is too low keeps the difference from wrapping.
        Forgotten.Count(out forgotten, out forgottenBytes);
        BlockTotals totals = IsOnSlabs ? SlabHeap.Mine.Totals() : s_system.Totals();
        totals.Reserved += HandleTable.ReservedBytes + (IsOnSlabs ? 0 : Endings.Waiting.Bytes);
        return totals;
    }

    /// <summary>Starts the next period.</summary>
    /// <returns>Its number.</returns>
    public static ulong NewCheckpoint() => Checkpoints.Advance();

    /// <summary>Counts the blocks made since a checkpoint that are still live; forgotten ones do not count.</summary>
    /// <param name="checkpoint">A period later than the first.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="bytes">Their bytes.</param>
    public static void CountLiveSince(ulong checkpoint, out nuint blocks, out nuint bytes)
    {
        blocks = 0;
        bytes = 0;
        if (!Checkpoints.IsCounted(checkpoint))
        {
            for (uint cursor = 0; TryNextLive(ref cursor, checkpoint, out LiveBlock live);)
            {
                blocks++;
                bytes += live.CountedBytes;
            }

            return;
        }

        long liveBlocks = 0;
        long liveBytes = 0;
        Forgotten.AddSince(checkpoint, ref liveBlocks, ref liveBytes);
        if (IsOnSlabs)
        {
            SlabHeap.Mine.AddSince(checkpoint, ref liveBlocks, ref liveBytes);
        }
        else
        {
            s_system.AddSince(checkpoint, ref liveBlocks, ref liveBytes);
        }

        // While other threads are at work, an end may be seen and its beginning not.
        blocks = (nuint)long.Max(liveBlocks, 0);
        bytes = (nuint)long.Max(liveBytes, 0);
    }

    /// <summary>Finds the next live block made since a checkpoint, in the order of entries; forgotten ones are passed over.</summary>
    /// <param name="cursor">The number of the entry visited last; 0 to begin.</param>
    /// <param name="checkpoint">The first period that is wanted; 0: all.</param>
    /// <param name="live">What is known of it.</param>
    /// <returns>False at the end.</returns>
    public static bool TryNextLive(ref uint cursor, ulong checkpoint, out LiveBlock live) => IsOnSlabs
        ? Descriptions.TryNextLive(SlabHeap.Mine, ref cursor, checkpoint, out live)
        : Descriptions.TryNextLive(s_system, ref cursor, checkpoint, out live);

    /// <summary>Describes the live block that <see cref="TryNextLive"/> has found.</summary>
    /// <param name="cursor">The number of its entry.</param>
    /// <param name="checkpoint">The first period that is wanted; 0: all.</param>
    /// <param name="info">The description.</param>
    /// <returns>False if it has ended meanwhile, or is the record of a payload that is just being adopted or let go.</returns>
    public static bool TryDescribeLive(uint cursor, ulong checkpoint, out BlockInfo info) => IsOnSlabs
        ? Descriptions.TryDescribeLive(SlabHeap.Mine, cursor, checkpoint, out info)
        : Descriptions.TryDescribeLive(s_system, cursor, checkpoint, out info);

    /// <summary>Describes the block that a pointer leads to, live or freed.</summary>
    /// <param name="pointer">Any value; never dereferenced. An interior pointer finds its block.</param>
    /// <param name="info">The description.</param>
    /// <returns>False if it leads to none.</returns>
    public static bool TryDescribe(void* pointer, out BlockInfo info) => IsOnSlabs
        ? Descriptions.TryDescribe(SlabHeap.Mine, pointer, out info)
        : Descriptions.TryDescribe(s_system, pointer, out info);

    /// <summary>Describes the block that a handle names; also one that is closing.</summary>
    public static Status Describe(ulong handle, out BlockInfo info, ref Failure failure) => IsOnSlabs
        ? Descriptions.Describe(SlabHeap.Mine, handle, out info, ref failure)
        : Descriptions.Describe(s_system, handle, out info, ref failure);

    /// <summary>Sticks a tag on a block, or takes it off.</summary>
    /// <param name="block">Any value; never dereferenced.</param>
    /// <param name="tag">The text, UTF-8; empty: none.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status SetTag(void* block, ReadOnlySpan<byte> tag, ref Failure failure) =>
        EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Tags.Set(SlabHeap.Mine, block, tag, ref failure) : Tags.Set(s_system, block, tag, ref failure);

    /// <summary>Checks the structures of heap and handles.</summary>
    /// <returns>What is damaged, a sentence for people; empty if nothing is.</returns>
    public static Utf8Literal CheckStructures()
    {
        Utf8Literal damage = IsOnSlabs ? SlabHeap.Mine.CheckInvariants() : s_system.CheckInvariants();
        return damage.IsEmpty ? Invariants.CheckHandles() : damage;
    }

    /// <summary>Finds the next entry that describes a block, live or freed.</summary>
    /// <param name="cursor">The number of the entry visited last; 0 to begin.</param>
    /// <returns>False at the end.</returns>
    public static bool TryNextBlock(ref uint cursor)
    {
        bool isFound;
        if (IsOnSlabs)
        {
            isFound = default(SlabHeap).TryFindNext(ref cursor, out FoundBlock slot);
            default(SlabHeap).Leave(slot);
            return isFound;
        }

        isFound = s_system.TryFindNext(ref cursor, out FoundBlock block);
        s_system.Leave(block);
        return isFound;
    }

    /// <summary>Checks one block.</summary>
    /// <param name="cursor">The number of its entry.</param>
    /// <param name="failure">Filled in by damage.</param>
    public static Status CheckBlock(uint cursor, ref Failure failure) => IsOnSlabs
        ? Invariants.Check(default(SlabHeap), cursor, ref failure)
        : Invariants.Check(s_system, cursor, ref failure);

    /// <summary>The number of the type that was registered last.</summary>
    public static uint LastType => TypeRegistry.Last;

    /// <summary>The name of a known type: UTF-8, permanent.</summary>
    public static ReadOnlySpan<byte> NameOf(uint type)
    {
        TypeRecord* record = TypeRegistry.At(type);
        return new ReadOnlySpan<byte>(record->Name, (int)record->NameLength);
    }

    /// <summary>A live block, as it was when it was found.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="CountedBytes">The bytes it counts for; 0 for an adopted payload's record.</param>
    internal readonly record struct LiveBlock(uint Type, nuint CountedBytes);
}
