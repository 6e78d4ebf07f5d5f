using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The record of a thread's last error, in native memory. Made at the thread's first error.</summary>
/// <remarks>
/// Records are permanent; that of a thread which has ended is reused for another. No code of the library runs when a thread ends.
/// <para>
/// A failing call stores what it knows; the message is written from that when somebody asks for it, since a host that tries and
/// looks at the status only should not pay for words. All that the message says is in the <see cref="Failure"/> by then, as values
/// or as pointers to names that are permanent: nothing is looked up again.
/// </para>
/// </remarks>
internal unsafe struct ThreadErrorState
{
    // SAFETY (whole file): permanent: records, which are in native memory, and the names and words that a failure points to.
    // Owned: the calling thread's record. Unpublished: a record on this thread's stack. So no record moves.

    /// <summary>Room for a message in bytes, with its NUL.</summary>
    public const int MessageSize = 1024;

    /// <summary>Says which thread holds the record. The first field, so that a <see cref="ThreadList"/> of nodes is one of records.</summary>
    public ThreadNode Node;

    /// <summary>The last error; its status is Ok: there was none.</summary>
    private Failure _failure;

    /// <summary>Whether <see cref="_message"/> is that of <see cref="_failure"/>.</summary>
    private bool _isWritten;

    /// <summary>A message, NUL-terminated. May be that of an earlier error until somebody asks for this one's.</summary>
    private fixed byte _message[MessageSize];

    /// <summary>Room for a quote in bytes: as much as a message can show.</summary>
    private const int QuoteSize = MessageSize;

    /// <summary>Room for a function's name in bytes.</summary>
    private const int FunctionSize = 128;

    /// <summary>The last text passed to <see cref="Quote(string)"/>, as UTF-8.</summary>
    private fixed byte _quote[QuoteSize];

    /// <summary>The name of the function that <see cref="_failure"/> is about.</summary>
    private fixed byte _function[FunctionSize];

    /// <summary>The calling thread's record; null: it has had no error yet.</summary>
    [ThreadStatic]
    private static ThreadErrorState* t_record;

    /// <summary>All records, by their first field.</summary>
    private static ThreadList s_list;

    /// <summary>The calling thread's record; null: it has had no error yet, or there was no memory for a record.</summary>
    public static ThreadErrorState* Current => t_record;

    /// <summary>The last error's status; Ok: there was none.</summary>
    public readonly Status Status => _failure.Status;

    /// <summary>The last error's message, NUL-terminated; empty: there was no error. Stays where it is, and as it is, until the next error's is asked for.</summary>
    public byte* Message
    {
        get
        {
            byte* message = (byte*)Unsafe.AsPointer(ref _message[0]);
            if (!_isWritten)
            {
                // The writer stays within its buffer, and one byte is left for the NUL.
                Utf8Writer writer = new(new Span<byte>(message, MessageSize - 1));
                Messages.Write(ref writer, _failure);
                message[writer.Written.Length] = 0;
                _isWritten = true;
            }

            return message;
        }
    }

    /// <summary>The last error's details, with its message; all 0 and an empty message: there was none.</summary>
    public ErrorInfo Details
    {
        get
        {
            ErrorInfo details = ErrorInfo.From(_failure);
            details.Message = Message;
            return details;
        }
    }

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
                record->Clear(Status.Ok);
                SetMine(record);
            }
        }

        return record;
    }

    /// <summary>Copies a text of other code, such as an exception's message, for use in a failure. Valid until this thread's next failure.</summary>
    /// <returns>The text as UTF-8, in one line, cut if it is long; empty: there is no memory for the record.</returns>
    public static Utf8Literal Quote(string words)
    {
        Span<byte> room = RoomForQuote();
        Utf8Writer writer = new(room);
        writer.Add(words);
        return OneLine(room[..writer.Written.Length]);
    }

    /// <summary>The same for a text in UTF-8, which may be in the quote already.</summary>
    public static Utf8Literal Quote(ReadOnlySpan<byte> words)
    {
        Span<byte> room = RoomForQuote();
        Utf8Writer writer = new(room);
        writer.Add(words);
        return OneLine(room[..writer.Written.Length]);
    }

    /// <summary>Stores a failure; its message is written when it is asked for.</summary>
    /// <param name="failure">The failure; its function's name is copied, and cut if it is long.</param>
    public void Set(in Failure failure)
    {
        // The record is in native memory, so the copy does not move.
        Utf8Writer writer = new(new Span<byte>(Unsafe.AsPointer(ref _function[0]), FunctionSize));
        writer.Add(failure.Function.Span);
        _failure = failure;
        _failure.Function = writer.Written;
        _isWritten = false;
    }

    /// <summary>Stores a status without details and with an empty message.</summary>
    public void Clear(Status status)
    {
        _failure = default;
        _failure.Status = status;
        _message[0] = 0;
        _isWritten = true;
    }

    /// <summary>Copies details and message to another record.</summary>
    /// <param name="other">A record on this thread's stack, or the thread's own.</param>
    public void CopyTo(ThreadErrorState* other)
    {
        // Written first: the words may be a quote, which stays in this record.
        Buffer.MemoryCopy(Message, other->_message, MessageSize, MessageSize);
        other->_failure = _failure;
        other->_isWritten = true;
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

    // A message is one line of a log, and C reads it to its first NUL.
    private static Utf8Literal OneLine(Span<byte> text)
    {
        foreach (ref byte one in text)
        {
            one = one is (byte)'\n' or (byte)'\r' or 0 ? (byte)' ' : one;
        }

        return text;
    }

    // In native memory, so what is written there does not move; empty: there is no memory for the record.
    private static Span<byte> RoomForQuote()
    {
        ThreadErrorState* record = Ensure();
        return record == null ? default : new Span<byte>(record->_quote, QuoteSize);
    }

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
