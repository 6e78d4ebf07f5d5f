namespace FfiOwnership.Platform;

/// <summary>A lock of one word for short, rare sections over native memory, which survives a <c>fork</c>. All zero is open.</summary>
/// <remarks>
/// Not C#'s <c>lock</c>: that one allocates on the GC heap when it is contended. No callback of the caller's and no GC
/// allocation runs inside, and it is not recursive. Where two are held, the order is that of the <see cref="ForkGate"/>.
/// <para>
/// A forking thread takes all locks first, so that its child finds what they guard at rest. A child that was made in another
/// way inherits what its parent's other threads held, and nobody is left there to open it; so a lock holds the fork
/// generation instead of a mere "held", and one of another generation is stolen.
/// </para>
/// </remarks>
internal struct ForkSafeLock
{
    private uint _holder;

    /// <summary>Waits until the lock is the caller's.</summary>
    /// <returns>False if it was stolen: what it guards may be half changed and should be forgotten.</returns>
    public bool Enter()
    {
        uint self = ForkGeneration.Current;
        return Interlocked.CompareExchange(ref _holder, self, 0) == 0 || EnterSlow(self);
    }

    /// <summary>Opens the lock again.</summary>
    public void Exit() => Volatile.Write(ref _holder, 0);

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

            // What a forking thread holds is at rest: its child may have it at once, and so may that thread, when another
            // handler of its fork calls us. The gate opens only what is still held for it.
            bool isGate = (holder & ForkGate.Mark) != 0;
            bool isOurs = isGate && holder == (self | ForkGate.Mark) && ForkGate.IsForking;
            if (((holder & ~ForkGate.Mark) != self || isOurs) && Interlocked.CompareExchange(ref _holder, self, holder) == holder)
            {
                return isGate;
            }

            // Yields, never sleeps: the holder is at most a few system calls from its exit.
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
