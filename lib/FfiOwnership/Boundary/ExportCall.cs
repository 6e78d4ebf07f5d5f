using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>One call across the boundary: every export makes one, calls inward once, and ends it.</summary>
/// <remarks>
/// <code>
/// ExportCall call = new("my_name_free"u8);
/// try { return call.End(CString.Free(name, ref call.Failure)); }
/// catch (Exception e) { return call.Caught(e); }
/// </code>
/// On the good path it costs two stores. A failure gets its message, becomes the thread's last error and, if it is a
/// misuse, goes to the statistics, the hook and the policy.
/// An export's own frame must hold no <c>stackalloc</c> and no fixed buffer: the compiler guards such frames with a cookie,
/// which it reads before the very first call has started the runtime and compares after the runtime has changed it.
/// </remarks>
public unsafe ref struct ExportCall
{
    /// <summary>Where the call inward puts the details of a failure.</summary>
    public Failure Failure;

    /// <summary>Begins a call.</summary>
    /// <param name="function">The export's name; a literal, it begins the message of every failure.</param>
    public ExportCall(ReadOnlySpan<byte> function)
    {
        // The rest of a Failure is written only by what fails, so it need not be cleared here.
        Unsafe.SkipInit(out this);
        Failure.Function = function;
    }

    /// <summary>Says that a parameter is NULL that may not be.</summary>
    /// <param name="parameter">Its name in the header; a literal.</param>
    /// <returns><see cref="Status.NullArgument"/>, to be given to <see cref="End(Status)"/>.</returns>
    public Status Null(ReadOnlySpan<byte> parameter) => Failure.Null(parameter);

    /// <summary>Says that the call cannot be done, for a reason of the export's own.</summary>
    /// <param name="status">Any status but <see cref="Status.Ok"/>.</param>
    /// <param name="sentence">Follows the function's name in the message; a literal.</param>
    /// <returns>The status, to be given to <see cref="End(Status)"/>.</returns>
    public Status Refuse(Status status, ReadOnlySpan<byte> sentence) => Failure.Set(status, sentence);

    /// <summary>Ends a call that returns its status.</summary>
    /// <param name="status">What the call inward answered.</param>
    /// <returns>The same.</returns>
    public Status End(Status status)
    {
        CheckedBuild.AfterCall();
        return status == Status.Ok ? Status.Ok : Failed(StatusTable.IsMisuse(status));
    }

    /// <summary>Ends a call that returns an owner and writes its status.</summary>
    /// <param name="status">What the call inward answered.</param>
    /// <param name="to">The caller's status; may be null.</param>
    public void End(Status status, Status* to)
    {
        Tell(End(status), to);
    }

    /// <summary>Ends a question: a call whose bad answer is no misuse.</summary>
    /// <param name="status">What the call inward answered.</param>
    /// <returns>The same.</returns>
    public Status EndQuery(Status status)
    {
        CheckedBuild.AfterCall();
        return status == Status.Ok ? Status.Ok : Failed(isMisuse: false);
    }

    /// <summary>Ends a call that threw: no exception leaves an export.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns><see cref="Status.OutOfMemory"/> or <see cref="Status.Internal"/>.</returns>
    public Status Caught(Exception exception)
    {
        if (exception is OutOfMemoryException)
        {
            return End(Failure.OutOfMemory(0));
        }

        Failure.Set(Status.Internal, Reason.Exception);
        Failure.Text = ThreadErrorState.Quote(exception.Message);
        return End(Status.Internal);
    }

    /// <summary>As <see cref="Caught(Exception)"/>, for a call that writes its status.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="to">The caller's status; may be null.</param>
    public void Caught(Exception exception, Status* to)
    {
        Tell(Caught(exception), to);
    }

    // The call is over and cannot fail any more, so what is no address counts as null.
    private static void Tell(Status status, Status* to)
    {
        if ((nuint)to >= CallersMemory.First)
        {
            *to = status;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly Status Failed(bool isMisuse)
    {
        ThreadErrorState* record = LastError.Set(Failure);
        if (isMisuse)
        {
            Misuse.Report(record, Failure.Status);
        }

        return Failure.Status;
    }
}
