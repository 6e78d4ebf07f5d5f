using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A spin lock of one word for short, rare critical sections over native memory. It survives a <c>fork</c>. All zero means open.</summary>
/// <remarks>
/// C#'s <c>lock</c> would allocate on the GC heap when contended. Inside the critical section no callback of the host runs and
/// nothing is allocated on the GC heap. The lock is not recursive.
/// <para>
/// Before a fork the other threads end their calls, see <see cref="ForkGate"/>, so in its child no lock is held. A child made without
/// running fork's handlers inherits locks held by threads that it does not have, and nothing would ever open them. So a held
/// lock contains the fork generation of its holder instead of a mere "held", and a lock of another generation is stolen.
/// </para>
/// </remarks>
internal struct ForkSafeLock
{
    /// <summary>The holder's <see cref="ForkGeneration"/>; 0: open.</summary>
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
        BriefWait wait = default;
        while (true)
        {
            uint holder = Interlocked.CompareExchange(ref _holder, self, 0);
            if (holder == 0)
            {
                return true;
            }

            if (holder != self && Interlocked.CompareExchange(ref _holder, self, holder) == holder)
            {
                return false;
            }

            wait.Turn();
        }
    }
}
