using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>Starts the library at its first use in the process. It never stops: what it holds stays until the process ends.</summary>
internal static class Start
{
    /// <summary>Lets one thread start the library; others wait.</summary>
    private static ForkSafeLock s_lock;

    /// <summary>Gives the ledger, which must not refer to this layer, the functions that start the library and report findings.</summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before the first call, which may be any of the public ones.")]
    internal static unsafe void Connect() => Ledger.Connect(&EnsureStarted, &Misuse.ReportFinding);

    /// <summary>Starts the library, if it has not started yet.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.OutOfMemory"/>; the next call then tries again.</returns>
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

    /// <summary>Starts the library. The caller holds the lock.</summary>
    /// <returns>False if there is no memory.</returns>
    private static unsafe bool TryStart()
    {
        Settings settings = Settings.Read();
        if (!Ledger.TryStart(settings.Heap, settings.QuarantineBytes, settings.ZeroOnFree))
        {
            return false;
        }

        if (NativeCode.ThreadHeapChanged != null && !CheckedBuild.IsOn)
        {
            // Fast calls would not be checked.
            Ledger.TellThreadHeaps(NativeCode.ThreadHeapChanged);
        }

        Misuse.SetDefaultPolicy(settings.Policy);
        if (!settings.LeakReport.IsEmpty)
        {
            ExitReport.Arrange(settings.LeakReport.Span);
        }

        Ledger.Open(settings.Heap);
        return true;
    }
}
