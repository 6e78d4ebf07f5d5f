using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The record of a thread's last error, in native memory. Made at the thread's first error.</summary>
/// <remarks>Records are permanent; that of a thread which has ended is reused for another. No code of the library runs when a thread ends.</remarks>
internal unsafe struct ThreadErrorState
{
    // SAFETY (whole file): permanent: records. Owned: the calling thread's record. Unpublished: a record on this thread's stack.

    /// <summary>Room for a message in bytes, with its NUL.</summary>
    public const int MessageSize = 1024;

    /// <summary>Says which thread holds the record. The first field, so that a <see cref="ThreadList"/> of nodes is one of records.</summary>
    public ThreadNode Node;

    /// <summary>The last error's details; all 0: there was no error. Its message pointer leads to <see cref="Message"/>.</summary>
    public ErrorInfo Info;

    /// <summary>The last error's message, NUL-terminated; empty: there was no error.</summary>
    public fixed byte Message[MessageSize];

    /// <summary>Room for a quote in bytes.</summary>
    private const int QuoteSize = 256;

    /// <summary>The last text passed to <see cref="Quote"/>, as UTF-8.</summary>
    private fixed byte _quote[QuoteSize];

    /// <summary>The calling thread's record; null: it has had no error yet.</summary>
    [ThreadStatic]
    private static ThreadErrorState* t_record;

    /// <summary>All records, by their first field.</summary>
    private static ThreadList s_list;

    /// <summary>The calling thread's record; null: it has had no error yet, or there was no memory for a record.</summary>
    public static ThreadErrorState* Current => t_record;

    /// <summary>The calling thread's record, made if it has none yet; null: there is no memory for one.</summary>
    public static ThreadErrorState* Ensure()
    {
        ThreadErrorState* record = t_record;
        if (record == null)
        {
            record = (ThreadErrorState*)s_list.Acquire();
            record = record != null ? record : Make();
            if (record != null)
            {
                record->Info = default;
                record->Message[0] = 0;
                SetMine(record);
            }
        }

        return record;
    }

    /// <summary>Copies a text of other code, such as an exception's message, for use in a failure. Valid until this thread's next quote.</summary>
    /// <returns>The text as UTF-8, cut if it is long; empty: there is no memory for the record.</returns>
    public static Utf8Literal Quote(string words)
    {
        ThreadErrorState* record = Ensure();
        if (record == null)
        {
            return default;
        }

        // The record is in native memory, so the text does not move.
        Utf8Writer writer = new(new Span<byte>(record->_quote, QuoteSize));
        writer.Add(words);
        return writer.Written;
    }

    /// <summary>Copies details and message to another record.</summary>
    /// <param name="other">A record on this thread's stack, or the thread's own.</param>
    public void CopyTo(ThreadErrorState* other)
    {
        fixed (byte* message = Message)
        {
            Buffer.MemoryCopy(message, other->Message, MessageSize, MessageSize);
        }

        other->Info = Info;
        other->Info.Message = other->Message;
    }

    /// <summary>Releases the calling thread's record for another thread; its last error is <see cref="Status.Ok"/> again.</summary>
    public static void Drop()
    {
        ThreadErrorState* record = t_record;
        SetMine(null);
        if (record != null)
        {
            s_list.Release(&record->Node);
        }
    }

    /// <summary>Gives the calling thread its record back, after the runtime has forgotten the thread; null: it has none.</summary>
    public static void Resume(ThreadErrorState* record) => t_record = record;

    private static void SetMine(ThreadErrorState* record)
    {
        t_record = record;
        if (NativeCode.ThreadErrorChanged != null)
        {
            NativeCode.ThreadErrorChanged(record);
        }
    }

    /// <summary>Makes a record for the calling thread.</summary>
    /// <returns>Null if there is no memory.</returns>
    private static ThreadErrorState* Make()
    {
        ThreadErrorState* record = (ThreadErrorState*)CRuntime.AllocateTable(1, (nuint)sizeof(ThreadErrorState));
        if (record != null)
        {
            s_list.Add(&record->Node);
        }

        return record;
    }
}
