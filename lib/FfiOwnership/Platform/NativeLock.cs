namespace FfiOwnership.Platform;

/// <summary>A lock of one word for short, cold sections over native memory. All zero is open.</summary>
/// <remarks>
/// Not C#'s <c>lock</c>: that one allocates on the GC heap when it is contended. No callback of the caller's and no call
/// that could fail half-way runs inside. It is not recursive. Where two are held, the order is: a stripe of the heap, then its large blocks or the tags.
/// </remarks>
internal struct NativeLock
{
    private int _held;

    /// <summary>Waits until the lock is the caller's.</summary>
    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            EnterSlow();
        }
    }

    /// <summary>Opens the lock again.</summary>
    public void Exit() => Volatile.Write(ref _held, 0);

    private void EnterSlow()
    {
        SpinWait spin = default;
        do
        {
            // Yields, never sleeps: the holder is always a few hundred instructions from its exit.
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _held) != 0 || Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }
}
