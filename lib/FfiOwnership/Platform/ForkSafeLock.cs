using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A spin lock of one word for short, rare critical sections over native memory. It survives a <c>fork</c>. All zero means open.</summary>
/// <remarks>
/// C#'s <c>lock</c> would allocate on the GC heap when contended. Inside the critical section no callback of the host runs and
/// nothing is allocated on the GC heap. The lock is not recursive. Nested locks are taken in the order of the
/// <see cref="ForkGate"/>.
/// <para>
/// A forking thread takes all locks before the fork, so in its child the data they guard is consistent. A child made without
/// running fork's handlers inherits locks held by threads that it does not have, and nothing would ever open them. So a held
/// lock contains the fork generation of its holder instead of a mere "held", and a lock of another generation is stolen.
/// </para>
/// </remarks>
internal struct ForkSafeLock
{
    /// <summary>The holder's <see cref="ForkGeneration"/>, with <see cref="ForkGate.Mark"/> set if the holder is forking; 0: open.</summary>
    private uint _holder;

    /// <summary>Waits until the calling thread holds the lock.</summary>
    /// <returns>False if the lock was stolen: the data it guards may be half changed and should be discarded.</returns>
    public bool Enter()
    {
        uint self = ForkGeneration.Current;
        return Interlocked.CompareExchange(ref _holder, self, 0) == 0 || EnterSlow(self);
    }

    /// <summary>Opens the lock, which the calling thread holds.</summary>
    public void Exit() => Volatile.Write(ref _holder, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool EnterSlow(uint self)
    {
        SpinWait spin = default;
        while (true)
        {
            uint holder = Interlocked.CompareExchange(ref _holder, self, 0);
            if (holder == 0)
            {
                return true;
            }

            // A forking thread takes the lock only while the data is consistent. So two threads may take the lock over from it at
            // once: its child's, and the forking thread itself when another atfork handler calls the library. After the fork,
            // fork_gate.c opens only the locks that still contain its mark.
            bool isGate = (holder & ForkGate.Mark) != 0;
            bool isOurs = isGate && holder == (self | ForkGate.Mark) && ForkGate.IsForking;
            if (((holder & ~ForkGate.Mark) != self || isOurs) && Interlocked.CompareExchange(ref _holder, self, holder) == holder)
            {
                return isGate;
            }

            // Yield but never sleep: the holder is at most a few system calls away from its exit.
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
