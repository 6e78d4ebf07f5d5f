using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The calling thread's last error. A success leaves it as it is.</summary>
public static unsafe class LastError
{
    // SAFETY (whole file): owned: the calling thread's record. Unpublished: a record on this thread's stack. Promised: an out parameter.

    /// <summary>The last error's status, if the thread has no record because there was no memory for one; Ok: there was no such error.</summary>
    [ThreadStatic]
    private static Status t_withoutRecord;

    /// <summary>The status of the calling thread's last failing call; <see cref="Errors.Status.Ok"/>: there was none.</summary>
    public static Status Status
    {
        get
        {
            ThreadErrorState* record = ThreadErrorState.Current;
            return record != null ? record->Status : t_withoutRecord;
        }
    }

    /// <summary>The message of the last error: UTF-8, NUL-terminated, never null; empty: there was no error. Valid until this thread's next failing call.</summary>
    public static byte* Message
    {
        get
        {
            ThreadErrorState* record = ThreadErrorState.Current;
            Utf8Literal none = ""u8;
            return record != null ? record->Message : t_withoutRecord == Status.Ok ? none.Pointer : StatusTable.TextPointer(t_withoutRecord);
        }
    }

    /// <summary>Copies the details of the last error.</summary>
    /// <param name="info">Receives the details; its size field must be set.</param>
    /// <returns><see cref="Errors.Status.Ok"/>, or what is wrong with <paramref name="info"/>. Sets no last error.</returns>
    public static Status Read(ErrorInfo* info)
    {
        if (info == null)
        {
            return Status.NullArgument;
        }

        if (!StructSizes.TryRead(info, StructSizes.ErrorInfo, out uint size))
        {
            return Status.InvalidArgument;
        }

        ThreadErrorState* record = ThreadErrorState.Current;
        ErrorInfo details = record != null ? record->Details : ErrorInfo.Of(t_withoutRecord, Message);
        StructSizes.Fill(info, &details, size);
        return Status.Ok;
    }

    /// <summary>Clears the last error.</summary>
    public static void Clear()
    {
        t_withoutRecord = Status.Ok;
        ThreadErrorState* record = ThreadErrorState.Current;
        if (record != null)
        {
            record->Clear(Status.Ok);
        }
    }

    /// <summary>Releases the thread's record for another thread; its last error is cleared.</summary>
    internal static void Detach()
    {
        t_withoutRecord = Status.Ok;
        ThreadErrorState.Drop();
    }

    /// <summary>Makes a failure the last error.</summary>
    /// <returns>The thread's record; null: there is no memory for one.</returns>
    internal static ThreadErrorState* Set(in Failure failure)
    {
        ThreadErrorState* record = ThreadErrorState.Ensure();
        if (record == null)
        {
            t_withoutRecord = failure.Status;
            return null;
        }

        record->Set(failure);
        return record;
    }

    /// <summary>Restores a former last error.</summary>
    /// <param name="before">A copy of the thread's former record; null: it had none.</param>
    /// <param name="status">The status of the former last error.</param>
    internal static void Restore(ThreadErrorState* before, Status status)
    {
        Clear();
        ThreadErrorState* record = before == null ? ThreadErrorState.Current : ThreadErrorState.Ensure();
        t_withoutRecord = status;
        if (record != null && before != null)
        {
            before->CopyTo(record);
        }
        else if (record != null)
        {
            record->Clear(status);
        }
    }
}
