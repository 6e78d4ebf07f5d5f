using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>What happens at a misuse besides the status: it is counted, the hook hears of it, the policy acts.</summary>
public static unsafe class Misuse
{
    // SAFETY (whole file): locked: hook and context. The info handed to the hook lies on this stack until it returns.

    private static Policy s_policy;
    private static bool s_isPolicyChosen;
    private static ForkSafeLock s_hookLock;
    private static delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> s_hook;
    private static void* s_hookContext;

    [ThreadStatic]
    private static bool t_inHook;

    /// <summary>Chooses what happens after the hook.</summary>
    /// <param name="policy">A defined value.</param>
    /// <param name="failure">Filled in if it is not.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.InvalidArgument"/>.</returns>
    public static Status SetPolicy(Policy policy, ref Failure failure)
    {
        if (policy > Policy.Abort)
        {
            return failure.Set(Status.InvalidArgument, "no policy has this number"u8);
        }

        s_isPolicyChosen = true;
        s_policy = policy;
        return Status.Ok;
    }

    /// <summary>Has forks wait for the hook's two words.</summary>
    internal static void JoinForkGate() => ForkGate.Add(ref s_hookLock);

    /// <summary>What the environment asks for holds until somebody chooses.</summary>
    internal static void SetDefaultPolicy(Policy policy) => s_policy = s_isPolicyChosen ? s_policy : policy;

    /// <summary>Installs the hook; null removes it.</summary>
    /// <param name="hook">Called on the failing thread, with no lock held; must not unwind.</param>
    /// <param name="context">Handed to it.</param>
    /// <returns><see cref="Status.Ok"/>.</returns>
    public static Status SetHook(delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> hook, void* context)
    {
        // Hook and context are two words and belong together.
        s_hookLock.Enter();
        s_hook = hook;
        s_hookContext = context;
        s_hookLock.Exit();
        return Status.Ok;
    }

    /// <summary>Reports a misuse whose details are already in a record.</summary>
    internal static void Report(ThreadErrorState* record, Status status)
    {
        Ledger.CountMisuse();
        if (t_inHook)
        {
            return;
        }

        // A copy: the hook may call the library, fail there, and detach the thread. What is told of the failure stays what it is.
        ThreadErrorState told;
        if (record != null)
        {
            record->CopyTo(&told);
        }
        else
        {
            told.Info = new ErrorInfo { StructSize = (uint)sizeof(ErrorInfo), Status = status, Message = StatusTable.TextPointer(status) };
        }

        CallHook(&told.Info);
        Act(told.Info.Message);
    }

    /// <summary>Reports a misuse that the current call only came across: it is no failure of that call.</summary>
    internal static void ReportFinding(in Failure failure)
    {
        ThreadErrorState finding;
        LastError.Compose(&finding, failure);
        Report(&finding, failure.Status);
    }

    private static void CallHook(ErrorInfo* info)
    {
        s_hookLock.Enter();
        delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> hook = s_hook;
        void* context = s_hookContext;
        s_hookLock.Exit();
        if (hook == null)
        {
            return;
        }

        // The thread's last error is that of the call that reports, and no call of the hook's.
        ThreadErrorState before;
        ThreadErrorState* record = ThreadErrorState.Current;
        if (record != null)
        {
            record->CopyTo(&before);
        }

        Status status = LastError.Status;
        ErrorInfo passed = *info;
        t_inHook = true;
        using (HostCallback.Begin())
        {
            hook(&passed, context);
        }

        t_inHook = false;
        LastError.Restore(record == null ? null : &before, status);
    }

    private static void Act(byte* message)
    {
        Policy policy = s_policy;
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
