using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>Reports misuses: each is counted, the hook is called, and the policy acts.</summary>
public static unsafe class Misuse
{
    // SAFETY (whole file): locked: hook and context. Owned: the calling thread's record. The hook gets details that are on this thread's
    // stack until it returns.

    /// <summary>What happens after the hook: a <see cref="Policy"/> and 1. 0: neither a caller nor the environment has chosen yet.</summary>
    /// <remarks>One word, since a caller may choose while another thread starts the library and reads the environment.</remarks>
    private static uint s_policy;

    /// <summary>Guards <see cref="s_hook"/> and <see cref="s_hookContext"/>.</summary>
    private static ForkSafeLock s_hookLock;

    /// <summary>The hook; null: none is installed.</summary>
    private static delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> s_hook;

    /// <summary>Passed unchanged to the hook as its second argument.</summary>
    private static void* s_hookContext;

    /// <summary>Whether the calling thread is inside the hook; misuses there are only counted.</summary>
    [ThreadStatic]
    private static bool t_inHook;

    /// <summary>Hears of each misuse before the hook, on the failing thread, also of those inside the hook; must not throw. Null: nobody does.</summary>
    /// <remarks>For checks of this assembly: the hook stays the host's.</remarks>
    internal static delegate*<in ErrorInfo, void> Listener { get; set; }

    private static Policy ChosenPolicy
    {
        get
        {
            uint chosen = Volatile.Read(ref s_policy);
            return chosen == 0 ? Policy.Return : (Policy)(chosen - 1);
        }
    }

    /// <summary>Chooses what happens after the hook.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="failure">Filled in if there is no such policy.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.InvalidArgument"/>.</returns>
    public static Status SetPolicy(Policy policy, ref Failure failure)
    {
        if (policy > Policy.Abort)
        {
            return failure.Set(Status.InvalidArgument, "no policy has this number"u8);
        }

        Volatile.Write(ref s_policy, (uint)policy + 1);
        return Status.Ok;
    }

    /// <summary>Sets the policy that the environment asks for, unless a caller has chosen one already.</summary>
    internal static void SetDefaultPolicy(Policy policy) => Interlocked.CompareExchange(ref s_policy, (uint)policy + 1, 0);

    /// <summary>Installs or removes the hook.</summary>
    /// <param name="hook">Called on the failing thread, with no lock held; must not unwind; null removes the hook.</param>
    /// <param name="context">Passed unchanged to <paramref name="hook"/> as its second argument.</param>
    /// <returns><see cref="Status.Ok"/>.</returns>
    public static Status SetHook(delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> hook, void* context)
    {
        // Hook and context must change together.
        s_hookLock.Enter();
        s_hook = hook;
        s_hookContext = context;
        s_hookLock.Exit();
        return Status.Ok;
    }

    /// <summary>Reports a misuse.</summary>
    /// <param name="record">The calling thread's record, which has the details; null: there was no memory for one.</param>
    /// <param name="status">The status.</param>
    internal static void Report(ThreadErrorState* record, Status status)
    {
        Ledger.CountMisuse();

        // Without the lock: a hook that another thread installs at this moment may miss it. Most hosts have neither hook nor log, and
        // then nobody needs the message.
        if (s_hook != null || Listener != null || ChosenPolicy != Policy.Return)
        {
            Tell(record, status);
        }
    }

    /// <summary>Reports a misuse that the current call has found and that is not the call's own failure. It does not become the last error.</summary>
    internal static void ReportFinding(in Failure failure)
    {
        ThreadErrorState finding = default;
        finding.Set(failure);
        Report(&finding, failure.Status);
    }

    /// <summary>Tells the listener of a misuse and, unless it was made inside the hook, the hook and the log.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tell(ThreadErrorState* record, Status status)
    {
        // A copy: the hook may call the library, fail there and detach the thread, and the policy still needs this message.
        ThreadErrorState copy;
        ErrorInfo told;
        if (record != null)
        {
            record->CopyTo(&copy);
            told = copy.Details;
        }
        else
        {
            told = ErrorInfo.Of(status, StatusTable.TextPointer(status));
        }

        delegate*<in ErrorInfo, void> listener = Listener;
        if (listener != null)
        {
            listener(told);
        }

        if (!t_inHook)
        {
            CallHook(told);
            Act(told.Message);
        }
    }

    /// <summary>Calls the hook, if there is one, and restores the thread's last error afterwards.</summary>
    private static void CallHook(ErrorInfo passed)
    {
        s_hookLock.Enter();
        delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> hook = s_hook;
        void* context = s_hookContext;
        s_hookLock.Exit();
        if (hook == null)
        {
            return;
        }

        // After the hook, the last error must be that of the reporting call again, not of a call that the hook has made.
        ThreadErrorState before;
        ThreadErrorState* record = ThreadErrorState.Current;
        if (record != null)
        {
            record->CopyTo(&before);
        }

        Status status = LastError.Status;
        t_inHook = true;
        using (HostCallback.Begin())
        {
            hook(&passed, context);
        }

        t_inHook = false;
        LastError.Restore(record == null ? null : &before, status);
    }

    /// <summary>Does what the policy says about a misuse with a message.</summary>
    private static void Act(byte* message)
    {
        Policy policy = ChosenPolicy;
        if (policy == Policy.Return)
        {
            return;
        }

        // One write, so that the lines of several threads do not mix.
        Span<byte> line = stackalloc byte[ThreadErrorState.MessageSize];
        Utf8Writer writer = new(line);
        writer.Add(message);
        StandardError.WriteLine(writer.Written);
        if (policy == Policy.Abort)
        {
            CRuntime.Abort();
        }
    }
}
