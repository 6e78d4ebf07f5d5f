using FfiOwnership.Platform;

namespace FfiOwnership.Errors;

/// <summary>What the library keeps for one thread: its last error. In native memory, made at the thread's first error.</summary>
/// <remarks>
/// The record goes with its thread: it is the value of a thread-specific key whose destructor is the C runtime's own
/// <c>free</c>, so that no managed code has to run in a thread that is ending.
/// </remarks>
internal unsafe struct ThreadRecord
{
    /// <summary>The longest message in bytes, with its NUL.</summary>
    public const int MessageSize = 1024;

    /// <summary>The last error's details.</summary>
    public ErrorInfo Info;

    /// <summary>Its message.</summary>
    public fixed byte Message[MessageSize];

    private const int QuoteSize = 256;
    private fixed byte _quote[QuoteSize];

    [ThreadStatic]
    private static ThreadRecord* t_record;

    private static uint s_key;
    private static bool s_hasKey;

    /// <summary>This thread's record, or null if it had no error yet.</summary>
    public static ThreadRecord* Current => t_record;

    /// <summary>Creates the key. Called once, when the library starts.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            nint runtime = System.Runtime.InteropServices.NativeLibrary.Load("ucrtbase");
            s_key = CRuntime.Windows.FlsAlloc((void*)System.Runtime.InteropServices.NativeLibrary.GetExport(runtime, "_aligned_free"));
            s_hasKey = s_key != uint.MaxValue;
            return;
        }

        nint program = System.Runtime.InteropServices.NativeLibrary.GetMainProgramHandle();
        if (System.Runtime.InteropServices.NativeLibrary.TryGetExport(program, "free", out nint free))
        {
            uint key;
            s_hasKey = CRuntime.Unix.PthreadKeyCreate(&key, (void*)free) == 0;
            s_key = key;
        }
    }

    /// <summary>This thread's record; null if there is no memory for one.</summary>
    public static ThreadRecord* Ensure()
    {
        ThreadRecord* record = t_record;
        if (record == null)
        {
            record = (ThreadRecord*)CRuntime.Allocate((nuint)sizeof(ThreadRecord), CRuntime.DefaultAlignment, zeroed: true);
            t_record = record;
            Keep(record);
        }

        return record;
    }

    /// <summary>Keeps words that are not the library's own until this thread's next quote.</summary>
    /// <returns>The words as UTF-8, cut if they are long; none if there is no memory for the record.</returns>
    public static Literal Quote(string words)
    {
        ThreadRecord* record = Ensure();
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
    public void CopyTo(ThreadRecord* other)
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
        ThreadRecord* record = t_record;
        t_record = null;
        Keep(null);
        CRuntime.Free(record);
    }

    // The key's value is what the destructor frees at the thread's end. Where there is no key, or no memory for its value,
    // a thread's record outlives it: a thousand bytes lost are better than an error lost.
    private static bool Keep(ThreadRecord* record) =>
        s_hasKey && (OperatingSystem.IsWindows() ? CRuntime.Windows.FlsSetValue(s_key, record) != 0 : CRuntime.Unix.PthreadSetspecific(s_key, record) == 0);
}
