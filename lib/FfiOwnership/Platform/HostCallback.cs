using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>A callback of the host's that is running: dispose of it when the callback has returned.</summary>
/// <remarks>
/// A thread that is cancelled in a callback would unwind through the library, which ends the process sooner or later. So
/// cancellation is disabled meanwhile; a request waits until the host's next cancellation point after the call. Windows has
/// no cancellation, and what the numbers mean is known for Linux only.
/// </remarks>
internal readonly unsafe ref struct HostCallback : IDisposable
{
    private const int Disable = 1; // PTHREAD_CANCEL_DISABLE, the same number in glibc and musl

    private readonly int _former;

    private HostCallback(int former) => _former = former;

    /// <summary>To be called right before the callback.</summary>
    public static HostCallback Begin()
    {
        // Neither call can fail for such numbers: both are states.
        int former = Disable;
        _ = OperatingSystem.IsLinux() ? CRuntime.Unix.PthreadSetcancelstate(Disable, &former) : 0;
        return new HostCallback(former);
    }

    /// <summary>Puts the host's own state back.</summary>
    public void Dispose()
    {
        int ours;
        _ = OperatingSystem.IsLinux() ? CRuntime.Unix.PthreadSetcancelstate(_former, &ours) : 0;
    }
}

/// <content>What a callback needs of it.</content>
internal static unsafe partial class CRuntime
{
    internal static partial class Unix
    {
        [LibraryImport(Library, EntryPoint = "pthread_setcancelstate")]
        public static partial int PthreadSetcancelstate(int state, int* former);
    }
}
