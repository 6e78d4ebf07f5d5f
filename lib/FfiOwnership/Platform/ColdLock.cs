namespace FfiOwnership.Platform;

/// <summary>A lock for the rare paths of the slab heap that survives a <c>fork</c>. All zero is open.</summary>
/// <remarks>
/// It holds the process's number instead of a mere "held". A child of <c>fork</c> inherits what its parent's other threads
/// held, and nobody is left there to open it; so a lock that another process holds is stolen, and what it guards, which may
/// be half changed, is forgotten by the thief. The number is asked of the system each time: a cached one would be the
/// parent's. No callback of the caller's and no GC allocation runs inside, and it is not recursive.
/// </remarks>
internal struct ColdLock
{
    private int _holder;

    /// <summary>Waits until the lock is the caller's.</summary>
    /// <returns>False if it was stolen: what it guards may be half changed and must be forgotten.</returns>
    public bool Enter()
    {
        int self = CRuntime.ProcessNumber();
        SpinWait spin = default;
        while (true)
        {
            int holder = Interlocked.CompareExchange(ref _holder, self, 0);
            if (holder == 0)
            {
                return true;
            }

            if (holder != self && Interlocked.CompareExchange(ref _holder, self, holder) == holder)
            {
                return false;
            }

            // Yields, never sleeps: the holder is at most a few system calls from its exit.
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Opens the lock again.</summary>
    public void Exit() => Volatile.Write(ref _holder, 0);
}
