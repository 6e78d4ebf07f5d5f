using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>Disables cancellation of the calling thread while a callback of the host runs: from <see cref="Begin"/> to its disposal.</summary>
/// <remarks>
/// A thread cancelled inside a callback would unwind through the library, which ends the process sooner or later. With
/// cancellation disabled, a request waits until the host's next cancellation point after the call. Windows has no thread
/// cancellation, and the constants are known for Linux only.
/// </remarks>
internal readonly ref struct HostCallback : IDisposable
{
    private const int Disable = 1; // PTHREAD_CANCEL_DISABLE, the same number in glibc and musl

    /// <summary>The thread's cancellation state (PTHREAD_CANCEL_...) before <see cref="Begin"/>.</summary>
    private readonly int _former;

    private HostCallback(int former) => _former = former;

    /// <summary>Disables cancellation. Call it right before the callback.</summary>
    public static unsafe HostCallback Begin()
    {
        // SAFETY: the system writes one local variable. The call fails only for a number that is no cancellation state.
        int former = Disable;
        _ = OperatingSystem.IsLinux() ? CRuntime.Unix.PthreadSetcancelstate(Disable, &former) : 0;
        return new HostCallback(former);
    }

    /// <summary>Restores the thread's former cancellation state. Call it when the callback has returned.</summary>
    public unsafe void Dispose()
    {
        // SAFETY: the system writes one local variable. The call fails only for a number that is no cancellation state.
        int ours;
        _ = OperatingSystem.IsLinux() ? CRuntime.Unix.PthreadSetcancelstate(_former, &ours) : 0;
    }
}

/// <content>The import that <see cref="HostCallback"/> needs.</content>
internal static partial class CRuntime
{
    internal static partial class Unix
    {
        [LibraryImport(Library, EntryPoint = "pthread_setcancelstate")]
        public static unsafe partial int PthreadSetcancelstate(int state, int* former);
    }
}
