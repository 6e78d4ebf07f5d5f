using FfiOwnership.Ledgers;

namespace FfiOwnership.Boundary;

/// <summary>What the library keeps for the calling thread: memory for new blocks, and the last error.</summary>
public static class CallingThread
{
    /// <summary>Releases it for other threads at once, instead of some time after the thread has ended. The thread may go on using the library.</summary>
    public static void Detach()
    {
        LastError.Detach();
        Ledger.DetachThread();
    }
}
