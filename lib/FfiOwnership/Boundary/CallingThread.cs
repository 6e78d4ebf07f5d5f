using FfiOwnership.Ledgers;

namespace FfiOwnership.Boundary;

/// <summary>What the library keeps for a thread: memory to hand out, and its last error.</summary>
public static class CallingThread
{
    /// <summary>Gives it back at once; by itself that happens some time after the thread has ended. The thread may go on using the library.</summary>
    public static void Detach()
    {
        LastError.Detach();
        Ledger.DetachThread();
    }
}
