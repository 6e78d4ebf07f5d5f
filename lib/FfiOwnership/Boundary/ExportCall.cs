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
/// A call that succeeds costs a few stores. A failure becomes the thread's last error; if it is a misuse, it is also counted, the hook
/// is called, and the policy acts. Words that are passed here are copied when a call fails, and not before.
/// <para>
/// An export's own frame must have no <c>stackalloc</c> and no fixed buffer. The compiler guards such frames with a cookie. In the
/// very first call it would read the cookie before the runtime has started, and compare it after the runtime has changed it.
/// </para>
/// </remarks>
public ref struct ExportCall
{
    /// <summary>Receives the details of a failure; passed to the call inward.</summary>
    public Failure Failure;

    /// <summary>Begins a call.</summary>
    /// <param name="function">
    /// The export's name as UTF-8; the message of every failure begins with it, cut if it is long. A literal (<c>"..."u8</c>), or other memory that
    /// stays where it is until the call ends: a span here would let the collector follow it, and make every call 4 ns slower.
    /// </param>
    public ExportCall(ReadOnlySpan<byte> function)
    {
        // Whatever fails writes the other fields of the failure, so they need not be cleared here. The status says whether something has.
        Unsafe.SkipInit(out this);
        Failure.Function = function;
        Failure.Status = Status.Ok;
    }

    /// <summary>Refuses a call because a parameter is NULL.</summary>
    /// <param name="parameter">The parameter's name in the header, as UTF-8; copied.</param>
    /// <returns><see cref="Status.NullArgument"/>, to be passed to <see cref="End(Status)"/>.</returns>
    public Status Null(ReadOnlySpan<byte> parameter)
    {
        Failure.Null(default);
        Failure.Text = ThreadErrorState.Quote(parameter);
        return Status.NullArgument;
    }

    /// <summary>Refuses a call for a reason of the export's own.</summary>
    /// <param name="status">Any status but <see cref="Status.Ok"/>; one of the library's own has a number from <see cref="StatusTable.FirstOwn"/> on, see <see cref="StatusTable.Add"/>.</param>
    /// <param name="sentence">What is wrong, UTF-8; follows the function's name in the message. Copied, and cut if it is long.</param>
    /// <returns>The status, to be passed to <see cref="End(Status)"/>.</returns>
    public Status Refuse(Status status, ReadOnlySpan<byte> sentence)
    {
        Failure.Set(status, Reason.Sentence);
        Failure.Text = ThreadErrorState.Quote(sentence);
        return status;
    }

    /// <summary>Refuses a call for a reason of the export's own.</summary>
    /// <param name="status">As for the other overload.</param>
    /// <param name="sentence">What is wrong; follows the function's name in the message. Copied as UTF-8, and cut if it is long.</param>
    /// <returns>The status, to be passed to <see cref="End(Status)"/>.</returns>
    public Status Refuse(Status status, string sentence)
    {
        Failure.Set(status, Reason.Sentence);
        Failure.Text = ThreadErrorState.Quote(sentence);
        return status;
    }

    /// <summary>Ends a call that returns its status.</summary>
    /// <param name="status">The status that the call inward has returned; one that came without a failure has its text as the message.</param>
    /// <returns>The same status.</returns>
    public Status End(Status status)
    {
        CheckedBuild.AfterCall();
        return status == Status.Ok ? Status.Ok : Failed(status, StatusTable.IsMisuse(status));
    }

    /// <summary>Ends a call that returns an owner and writes its status to a parameter.</summary>
    /// <param name="status">The status that the call inward has returned.</param>
    /// <param name="to">Receives the status; may be null.</param>
    public unsafe void End(Status status, Status* to)
    {
        Tell(End(status), to);
    }

    /// <summary>Ends a query: a call whose wrong arguments are no misuse.</summary>
    /// <param name="status">The status that the call inward has returned.</param>
    /// <returns>The same status.</returns>
    public Status EndQuery(Status status)
    {
        CheckedBuild.AfterCall();
        return status == Status.Ok ? Status.Ok : Failed(status, isMisuse: false);
    }

    /// <summary>Ends a call that has thrown an exception: none may leave an export.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The status of an <see cref="FfiException"/>, <see cref="Status.OutOfMemory"/>, or <see cref="Status.Internal"/> for all others.</returns>
    public Status Caught(Exception exception) => exception switch
    {
        FfiException refusal => End(refusal.IsOurs ? Repeat(refusal) : Refuse(refusal.Status, MessageOf(refusal))),
        OutOfMemoryException => End(Failure.OutOfMemory(0)),
        _ => End(Failed(exception)),
    };

    /// <summary>Ends a call that has thrown an exception for which the library has a status.</summary>
    /// <param name="exception">The exception; its message is the call's.</param>
    /// <param name="status">Any status but <see cref="Status.Ok"/>.</param>
    /// <returns>The same status.</returns>
    public Status CaughtAs(Exception exception, Status status) => End(Refuse(status, MessageOf(exception)));

    /// <summary>Ends a call that has thrown an exception and writes its status to a parameter.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="to">Receives the status; may be null.</param>
    public unsafe void Caught(Exception exception, Status* to)
    {
        Tell(Caught(exception), to);
    }

    /// <summary>Writes the status of a call that has ended to a parameter.</summary>
    /// <param name="status">The status.</param>
    /// <param name="to">Receives the status; may be null. The call is over and cannot fail any more, so a value that is no address counts as null.</param>
    // SAFETY: promised: the parameter.
    public static unsafe void Tell(Status status, Status* to)
    {
        if (CallersMemory.IsUsual(to))
        {
            *to = status;
        }
        else if ((nuint)to >= CallersMemory.First)
        {
            TellFar(status, to);
        }
    }

    // SAFETY: promised: the parameter; where no address can be, the write causes an exception.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void TellFar(Status status, Status* to)
    {
        try
        {
            *to = status;
        }
        catch (NullReferenceException)
        {
            // As if it were null.
        }
    }

    /// <summary>An exception's message. Reading it is code of others, and may need memory: nothing may leave an export for that.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "No exception may leave an export.")]
    internal static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return "an exception without a message";
        }
    }

    private Status Repeat(FfiException refusal)
    {
        Utf8Literal function = Failure.Function;
        Failure = refusal.Failure;
        Failure.Function = function;
        return refusal.Status;
    }

    private Status Failed(Exception exception)
    {
        Failure.Set(Status.Internal, Reason.Exception);
        Failure.Text = ThreadErrorState.Quote(MessageOf(exception));
        return Status.Internal;
    }

    /// <summary>Makes the failure the thread's last error, and reports a misuse.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe Status Failed(Status status, bool isMisuse)
    {
        if (Failure.Status != status)
        {
            // It is not that of a call inward which was given this failure.
            Failure.Set(status, StatusTable.Text(status));
        }

        ThreadErrorState* record = LastError.Set(Failure);
        if (isMisuse)
        {
            Misuse.Report(record, Failure.Status);
        }

        return Failure.Status;
    }
}
