using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The calling thread's last error. A success leaves it as it is.</summary>
public static unsafe class LastError
{
    // What a thread knows that had no memory left for its record.
    [ThreadStatic]
    private static Status t_withoutRecord;

    /// <summary>The status of this thread's last failing call; <see cref="Errors.Status.Ok"/> if there was none.</summary>
    public static Status Status
    {
        get
        {
            ThreadErrorState* record = ThreadErrorState.Current;
            return record != null ? record->Info.Status : t_withoutRecord;
        }
    }

    /// <summary>Its message: UTF-8, NUL-terminated, never null, empty if there was no error; valid until this thread's next failing call.</summary>
    public static byte* Message
    {
        get
        {
            // SAFETY: a record lives until its thread ends or detaches, and only its own thread reads it.
            ThreadErrorState* record = ThreadErrorState.Current;
            Utf8Literal none = ""u8;
            return record != null ? record->Message : t_withoutRecord == Status.Ok ? none.Pointer : StatusTable.TextPointer(t_withoutRecord);
        }
    }

    /// <summary>Copies the details.</summary>
    /// <param name="info">Where to; its size field says how much.</param>
    /// <returns><see cref="Errors.Status.Ok"/>, or what is wrong with <paramref name="info"/>. Sets no last error.</returns>
    public static Status Read(ErrorInfo* info)
    {
        if (info == null)
        {
            return Status.NullArgument;
        }

        if (info->StructSize != sizeof(ErrorInfo))
        {
            return Status.InvalidArgument;
        }

        ThreadErrorState* record = ThreadErrorState.Current;
        *info = record != null ? record->Info : new ErrorInfo { Status = t_withoutRecord };
        info->StructSize = (uint)sizeof(ErrorInfo);
        info->Message = Message;
        return Status.Ok;
    }

    /// <summary>Forgets it.</summary>
    public static void Clear()
    {
        t_withoutRecord = Status.Ok;
        ThreadErrorState* record = ThreadErrorState.Current;
        if (record != null)
        {
            record->Info = default;
            record->Message[0] = 0;
        }
    }

    /// <summary>Gives back what the thread keeps, and its last error with it.</summary>
    internal static void Detach()
    {
        t_withoutRecord = Status.Ok;
        ThreadErrorState.Drop();
    }

    /// <summary>Remembers a failure.</summary>
    /// <returns>The thread's record, or null if there is no memory for one.</returns>
    internal static ThreadErrorState* Set(in Failure failure)
    {
        ThreadErrorState* record = ThreadErrorState.Ensure();
        if (record == null)
        {
            t_withoutRecord = failure.Status;
            return null;
        }

        Compose(record, failure);
        return record;
    }

    /// <summary>Makes what was the last error before the last error again.</summary>
    /// <param name="before">A copy of the thread's record; null if it had none.</param>
    /// <param name="status">The error's status.</param>
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
            record->Info.Status = status;
        }
    }

    /// <summary>Fills a record.</summary>
    internal static void Compose(ThreadErrorState* record, in Failure failure)
    {
        // SAFETY: the record is this thread's (or on its stack); the writer keeps within the buffer and one byte is left for the NUL.
        Utf8Writer writer = new(new Span<byte>(record->Message, ThreadErrorState.MessageSize - 1));
        Messages.Write(ref writer, failure);
        record->Message[writer.Written.Length] = 0;
        record->Info = ErrorInfo.From(failure);
        record->Info.Message = record->Message;
    }
}
