using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>Services that C# cannot provide, from C code that is linked with the library. Set before the library's first use.</summary>
public static class NativeCode
{
    /// <summary>Has each <c>fork</c> from now on wait until no other thread is in a call, and take the runtime's locks. Called once, when the runtime starts.</summary>
    /// <param name="open">Is given what it needs to know, see <see cref="ForkGate"/>.</param>
    /// <param name="callbackBegins">Is told that the calling thread's call is about to call the host, and a fork need not wait for it.</param>
    /// <param name="callbackEnded">Is told that the call goes on; waits while another thread is inside <c>fork</c>.</param>
    /// <remarks>
    /// The library starts later than the runtime, or never: there are calls that need no ledger. A child of a process in which
    /// only the runtime runs must be able to use the library, too.
    /// </remarks>
    public static unsafe void GuardForks(delegate*<void*, void> open, delegate*<void> callbackBegins, delegate*<void> callbackEnded)
    {
        HostCallback.Watch(callbackBegins, callbackEnded);
        open(ForkGate.Open());
    }

    /// <summary>Has refusals ask the other libraries with a ledger in this process whose a pointer or a handle is. Called once, when the runtime starts.</summary>
    /// <param name="enter">Is called as the library starts, with what the others may ask: <c>ledger_view</c> in copies.c. Called again in a child of a <c>fork</c> that came in between.</param>
    /// <param name="ask">Asks about a pointer, or if that is null, about a handle; fills in <c>found</c> in copies.c and returns what was found, 0: nothing.</param>
    public static unsafe void KnowCopies(delegate*<void*, void> enter, delegate*<void*, ulong, void*, uint> ask) => Ledger.KnowCopies(enter, ask);

    /// <summary>Keeps the calling thread's heap for the entries of calls; called when it changes; null: they do not ask for it.</summary>
    public static unsafe delegate*<void*, void> ThreadHeapChanged { get; set; }

    /// <summary>Keeps the record of the calling thread's last error for <see cref="ResumeThread"/>; called when it changes; null: it is not kept.</summary>
    public static unsafe delegate*<void*, void> ThreadErrorChanged { get; set; }

    /// <summary>Gives the calling thread back what the library keeps for it, after the runtime has let go of the thread and attached it again.</summary>
    /// <param name="heap">What <see cref="ThreadHeapChanged"/> was last called with on this thread; null: nothing.</param>
    /// <param name="error">What <see cref="ThreadErrorChanged"/> was last called with on this thread; null: nothing.</param>
    public static unsafe void ResumeThread(void* heap, void* error)
    {
        Ledger.ResumeThread(heap);
        ThreadErrorState.Resume((ThreadErrorState*)error);
    }
}
