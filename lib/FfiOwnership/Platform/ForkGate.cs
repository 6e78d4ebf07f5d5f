using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>What fork_gate.c needs to know: it has each <c>fork</c> wait until no other thread is in a call.</summary>
/// <remarks>
/// So in a child no lock is held, and nothing is half changed. The code is C, because managed code would have to wait while the runtime
/// collects garbage. Where it is not linked in, a child may only call <c>exec</c> if another thread was in a call.
/// </remarks>
internal static class ForkGate
{
    private static Table s_table;

    /// <summary>Completes the table and returns its address, which never changes. <c>fork_table</c> in fork_gate.c has the same layout.</summary>
    // SAFETY: Permanent: static fields never move.
    public static unsafe void* Open()
    {
        s_table._generation = ForkGeneration.Stamp;
        s_table._lastGeneration = ForkGeneration.Last;
        return Unsafe.AsPointer(ref s_table);
    }

    /// <summary>Has each fork look at the threads' nodes, which say who is in a call; calls of threads without one are counted in C.</summary>
    /// <param name="first">Where the address of the first of the threads' nodes is; never moves.</param>
    public static unsafe void WaitForCalls(nint* first) => Volatile.Write(ref s_table._threads, (nint)first);

    private unsafe struct Table
    {
        /// <summary>Address of the current fork generation, <see cref="ForkGeneration.Stamp"/>. Set by <see cref="Open"/>.</summary>
        public uint* _generation;

        /// <summary>Address of the last generation used, <see cref="ForkGeneration.Last"/>. Set by <see cref="Open"/>.</summary>
        public uint* _lastGeneration;

        /// <summary>Where the address of the first <see cref="ThreadNode"/> of threads with heaps is; null: there are none yet.</summary>
        public nint _threads;
    }
}
