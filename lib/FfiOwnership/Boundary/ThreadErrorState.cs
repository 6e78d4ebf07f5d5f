using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>What the library keeps for one thread: its last error. In native memory, made at the thread's first error.</summary>
/// <remarks>Records are permanent; the record of a thread that has ended is used for another. No code of ours runs in a thread that is ending.</remarks>
internal unsafe struct ThreadErrorState
{
    /// <summary>The longest message in bytes, with its NUL.</summary>
    public const int MessageSize = 1024;

    /// <summary>Says whose it is. The first field, so that a list of nodes is one of records.</summary>
    public ThreadNode Node;

    /// <summary>The last error's details.</summary>
    public ErrorInfo Info;

    /// <summary>Its message.</summary>
    public fixed byte Message[MessageSize];

    private const int QuoteSize = 256;
    private fixed byte _quote[QuoteSize];

    [ThreadStatic]
    private static ThreadErrorState* t_record;

    private static ThreadList s_list;

    /// <summary>This thread's record, or null if it had no error yet.</summary>
    public static ThreadErrorState* Current => t_record;

    /// <summary>Has forks wait for the list of records.</summary>
    public static void JoinForkGate() => s_list.JoinForkGate();

    /// <summary>This thread's record; null if there is no memory for one.</summary>
    public static ThreadErrorState* Ensure()
    {
        ThreadErrorState* record = t_record;
        if (record == null)
        {
            record = (ThreadErrorState*)s_list.Take();
            record = record != null ? record : Make();
            if (record != null)
            {
                record->Info = default;
                record->Message[0] = 0;
                t_record = record;
            }
        }

        return record;
    }

    /// <summary>Keeps words that are not the library's own until this thread's next quote.</summary>
    /// <returns>The words as UTF-8, cut if they are long; none if there is no memory for the record.</returns>
    public static Utf8Literal Quote(string words)
    {
        ThreadErrorState* record = Ensure();
        if (record == null)
        {
            return default;
        }

        // SAFETY: the record is this thread's and lies in native memory, so the text stays where it is.
        Utf8Writer writer = new(new Span<byte>(record->_quote, QuoteSize));
        writer.Add(words);
        return writer.Written;
    }

    /// <summary>Copies error and message.</summary>
    /// <param name="other">A record on the stack, or this thread's.</param>
    public void CopyTo(ThreadErrorState* other)
    {
        // SAFETY: both are records of this thread's, and messages end in a NUL within their size.
        fixed (byte* message = Message)
        {
            Buffer.MemoryCopy(message, other->Message, MessageSize, MessageSize);
        }

        other->Info = Info;
        other->Info.Message = other->Message;
    }

    /// <summary>Gives this thread's record back; its last error is <see cref="Status.Ok"/> again.</summary>
    public static void Drop()
    {
        ThreadErrorState* record = t_record;
        t_record = null;
        if (record != null)
        {
            s_list.Give(&record->Node);
        }
    }

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
