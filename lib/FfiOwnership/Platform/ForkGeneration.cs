using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A number that differs between a process and its children made by <c>fork</c>.</summary>
/// <remarks>
/// The process id does not serve: parent and child may both have the id 1, in different PID namespaces. On Linux the number is
/// in a page that the kernel zeroes in every child, whatever call made the child, and the child's first use of the number
/// replaces the zero by a new one. Where there is no such page, fork_gate.c zeroes the <see cref="Stamp"/> in the child; on
/// other systems nothing does.
/// </remarks>
internal static class ForkGeneration
{
    /// <summary>Address of the current generation: a page zeroed in children, or <see cref="s_ordinary"/>. 0: not used yet. Set once.</summary>
    private static nint s_stamp;

    /// <summary>The current generation, where the system has no pages that are zeroed in children; otherwise unused.</summary>
    private static uint s_ordinary;

    /// <summary>The last generation used by this process or by an ancestor of it; 0: none yet.</summary>
    private static uint s_last;

    /// <summary>The current generation; never 0.</summary>
    // SAFETY: Permanent: the stamp's page or static field.
    public static unsafe uint Current
    {
        get
        {
            uint* stamp = (uint*)s_stamp;
            uint current = stamp == null ? 0 : Volatile.Read(ref *stamp);
            return current != 0 ? current : RenewSlow();
        }
    }

    /// <summary>Address of the current generation; never moves. A 0 there makes the next use start a new generation.</summary>
    public static unsafe uint* Stamp
    {
        get
        {
            _ = Current;
            return (uint*)s_stamp;
        }
    }

    /// <summary>Address of the last generation used by this process or by an ancestor of it; never moves.</summary>
    // SAFETY: Permanent: static fields never move.
    public static unsafe uint* Last => (uint*)Unsafe.AsPointer(ref s_last);

    /// <summary>Starts a new generation. A child inherits the numbers its ancestors used, so the number after the last one is new.</summary>
    // SAFETY: Permanent: the stamp's page or static field.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe uint RenewSlow()
    {
        if (s_stamp == 0)
        {
            // Two threads may get here at the same time. The one that loses the race has allocated a page that stays unused.
            nint page = OperatingSystem.IsLinux() ? (nint)CRuntime.AllocatePageClearedInChildren() : 0;
            ref uint ordinary = ref s_ordinary;
            Interlocked.CompareExchange(ref s_stamp, page != 0 ? page : (nint)Unsafe.AsPointer(ref ordinary), 0);
        }

        uint next = Interlocked.Increment(ref s_last);
        uint seen = Interlocked.CompareExchange(ref *(uint*)s_stamp, next, 0);
        return seen == 0 ? next : seen;
    }
}
