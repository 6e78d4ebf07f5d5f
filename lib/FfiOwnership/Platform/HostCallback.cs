using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>What has to be so while a callback of the host runs: from <see cref="Begin"/> to its disposal.</summary>
/// <remarks>
/// The calling thread cannot be cancelled, and a fork does not wait for its call.
/// <para>
/// A thread cancelled inside a callback would unwind through the library, which ends the process sooner or later. With
/// cancellation disabled, a request waits until the host's next cancellation point after the call. Windows has no thread
/// cancellation, and the constants are known for Linux only.
/// </para>
/// </remarks>
internal readonly unsafe ref struct HostCallback : IDisposable
{
    // SAFETY (whole file): the system writes one local variable. The call fails only for a number that is no cancellation state.
    // Promised: whoever watches does not throw.

    private const int Disable = 1; // PTHREAD_CANCEL_DISABLE, the same number in glibc and musl

    private static delegate*<void> s_begins;
    private static delegate*<void> s_ended;

    /// <summary>The thread's cancellation state (PTHREAD_CANCEL_...) before <see cref="Begin"/>.</summary>
    private readonly int _former;

    private HostCallback(int former) => _former = former;

    /// <summary>Says who wants to know of callbacks, on the thread that calls them; before the first one.</summary>
    public static void Watch(delegate*<void> begins, delegate*<void> ended)
    {
        s_ended = ended;
        s_begins = begins;
    }

    /// <summary>Disables cancellation. Call it right before the callback.</summary>
    public static HostCallback Begin()
    {
        int former = Disable;
        _ = OperatingSystem.IsLinux() ? CRuntime.Unix.PthreadSetcancelstate(Disable, &former) : 0;
        if (s_begins != null)
        {
            s_begins();
        }

        return new HostCallback(former);
    }

    /// <summary>Restores the thread's former cancellation state. Call it when the callback has returned.</summary>
    public void Dispose()
    {
        if (s_ended != null)
        {
            s_ended();
        }

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
