using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The library's one start, at its first use in the process. It never ends: nothing it holds is unloaded.</summary>
internal static unsafe class Start
{
    private static ForkSafeLock s_lock;

    /// <summary>Tells the ledger, which knows nothing of this layer, what starts the library and who hears of findings.</summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before the first call, which may be any of the public ones.")]
    internal static void Connect() => Ledger.Connect(&EnsureStarted, &Misuse.ReportFinding);

    private static Status EnsureStarted(ref Failure failure)
    {
        s_lock.Enter();
        try
        {
            return Ledger.Kind != 0 || TryStart() ? Status.Ok : failure.OutOfMemory(0);
        }
        finally
        {
            s_lock.Exit();
        }
    }

    private static bool TryStart()
    {
        ForkGate.Add(ref s_lock);
        Settings settings = Settings.Read();
        if (!Ledger.TryStart(settings.Heap, settings.QuarantineBytes, settings.ZeroOnFree))
        {
            return false;
        }

        Misuse.SetDefaultPolicy(settings.Policy);
        if (!settings.LeakReport.IsEmpty)
        {
            ExitReport.Arrange(settings.LeakReport.Span);
        }

        ThreadErrorState.JoinForkGate();
        Misuse.JoinForkGate();
        if (NativeCode.OpenForkGate != null)
        {
            NativeCode.OpenForkGate(ForkGate.Open());
        }

        Ledger.Open(settings.Heap);
        return true;
    }
}
