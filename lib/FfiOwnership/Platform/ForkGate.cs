using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>The list of all locks, outer ones first, for the code that takes them before a <c>fork</c> and opens them after it.</summary>
/// <remarks>
/// That code must not be ours: a fork while the runtime collects garbage would wait for it to end. It is C, lies beside the
/// exports, and reads this table. Where it is not linked in, the locks are plain ones.
/// </remarks>
internal static unsafe class ForkGate
{
    /// <summary>In a lock's word: a forking thread holds it.</summary>
    public const uint Mark = 1u << 31;

    private const int MostRanges = 64;

    private static Table s_table;

    /// <summary>Whether the calling thread is inside a <c>fork</c>.</summary>
    public static bool IsForking => OperatingSystem.IsLinux() && Volatile.Read(ref s_table._forker) == CRuntime.ThreadNumber();

    /// <summary>Where the number of the forking thread is kept; 0 there: nobody forks.</summary>
    public static int* Forker => (int*)Unsafe.AsPointer(ref s_table._forker);

    /// <summary>The table, with the generation's place in it; never moves. Its layout is that of <c>lock_table</c> in fork_gate.c.</summary>
    public static void* Open()
    {
        s_table._generation = ForkGeneration.Stamp;
        s_table._lastGeneration = ForkGeneration.Last;
        s_table._forker = 0;
        return Unsafe.AsPointer(ref s_table);
    }

    /// <summary>Adds a lock in a static field.</summary>
    // SAFETY: static fields stay where they are.
    public static void Add(ref ForkSafeLock only) => Add((ForkSafeLock*)Unsafe.AsPointer(ref only), 1, sizeof(ForkSafeLock));

    /// <summary>Adds locks that lie at equal distances in native memory which is never freed. The library's start, which is alone, calls it.</summary>
    /// <remarks>Adding what was added changes nothing. Should the table be full, a lock is left out.</remarks>
    public static void Add(ForkSafeLock* first, uint count, int distance)
    {
        for (int i = 0; i < s_table._count; i++)
        {
            if (s_table._ranges[i]._first == first)
            {
                return;
            }
        }

        if (s_table._count < MostRanges)
        {
            s_table._ranges[(int)s_table._count] = new Range { _first = first, _count = count, _distance = (uint)distance };
            Volatile.Write(ref s_table._count, s_table._count + 1);
        }
    }

    private struct Table
    {
        public uint* _generation;
        public uint* _lastGeneration;
        public int _forker;
        public uint _count;
        public Ranges _ranges;
    }

    private struct Range
    {
        public ForkSafeLock* _first;
        public uint _count;
        public uint _distance;
    }

    [InlineArray(MostRanges)]
    private struct Ranges
    {
        private Range _range;
    }
}
