using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>The table of all locks that a forking thread takes before <c>fork</c> and opens after it, in nesting order, outermost first.</summary>
/// <remarks>
/// The code that takes and opens them is C, fork_gate.c, because managed code would have to wait while the runtime collects
/// garbage. It is linked in next to the exports and reads this table. Where it is not linked in, the locks are ordinary locks.
/// </remarks>
internal static class ForkGate
{
    /// <summary>A bit in a lock's word: set while a forking thread holds the lock.</summary>
    public const uint Mark = 1u << 31;

    private const int MostRanges = 64;

    /// <summary>The table that fork_gate.c reads. Filled while the library starts.</summary>
    private static Table s_table;

    /// <summary>Whether the calling thread is inside a <c>fork</c>.</summary>
    public static bool IsForking => OperatingSystem.IsLinux() && Volatile.Read(ref s_table._forker) == CRuntime.ThreadNumber();

    /// <summary>Address of the forking thread's id in the kernel; the id is 0 while no thread forks. Written by fork_gate.c.</summary>
    // SAFETY: Permanent: static fields never move.
    public static unsafe int* Forker => (int*)Unsafe.AsPointer(ref s_table._forker);

    /// <summary>Completes the table and returns its address, which never changes. <c>lock_table</c> in fork_gate.c has the same layout.</summary>
    // SAFETY: Permanent: static fields never move.
    public static unsafe void* Open()
    {
        s_table._generation = ForkGeneration.Stamp;
        s_table._lastGeneration = ForkGeneration.Last;
        s_table._forker = 0;
        return Unsafe.AsPointer(ref s_table);
    }

    /// <summary>Has each fork wait until no thread is in a call, as the threads' nodes say; calls of threads without one are counted in C.</summary>
    /// <param name="first">Where the address of the first of the threads' nodes is; never moves.</param>
    public static unsafe void WaitForCalls(nint* first) => Volatile.Write(ref s_table._threads, (nint)first);

    /// <summary>Adds one lock, which must be in a static field.</summary>
    // SAFETY: Permanent: static fields never move.
    public static unsafe void Add(ref ForkSafeLock only) => Add((ForkSafeLock*)Unsafe.AsPointer(ref only), 1, sizeof(ForkSafeLock));

    /// <summary>Adds locks that lie at equal distances in native memory that is never freed.</summary>
    /// <param name="first">The first lock.</param>
    /// <param name="count">Number of locks.</param>
    /// <param name="distance">Bytes from one lock to the next.</param>
    /// <remarks>
    /// Called only while the library starts, by one thread. Adding the same locks again has no effect. If the table is full,
    /// they are left out.
    /// </remarks>
    public static unsafe void Add(ForkSafeLock* first, uint count, int distance)
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

    private unsafe struct Table
    {
        /// <summary>Address of the current fork generation, <see cref="ForkGeneration.Stamp"/>. Set by <see cref="Open"/>.</summary>
        public uint* _generation;

        /// <summary>Address of the last generation used, <see cref="ForkGeneration.Last"/>. Set by <see cref="Open"/>.</summary>
        public uint* _lastGeneration;

        /// <summary>Where the address of the first <see cref="ThreadNode"/> of threads with heaps is; null: there are none yet.</summary>
        public nint _threads;

        /// <summary>The kernel's id of the thread that is inside <c>fork</c>; 0: none. Written by fork_gate.c.</summary>
        public int _forker;

        /// <summary>Number of elements in use in <see cref="_ranges"/>.</summary>
        public uint _count;

        /// <summary>The locks, outermost first.</summary>
        public Ranges _ranges;
    }

    private unsafe struct Range
    {
        /// <summary>The first lock of the range.</summary>
        public ForkSafeLock* _first;

        /// <summary>Number of locks in the range.</summary>
        public uint _count;

        /// <summary>Bytes from one lock to the next.</summary>
        public uint _distance;
    }

    [InlineArray(MostRanges)]
    private struct Ranges
    {
        private Range _range;
    }
}
