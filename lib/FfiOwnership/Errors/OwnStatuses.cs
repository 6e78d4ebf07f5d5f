using FfiOwnership.Platform;

namespace FfiOwnership.Errors;

/// <summary>The statuses that a library has added to ours. They are permanent, in native memory, and read without a lock.</summary>
internal static unsafe class OwnStatuses
{
    // SAFETY (whole file): permanent: records and their texts. Locked: adding one. Unpublished: a record before it is the newest.

    private static ForkSafeLock s_lock;

    // Of a Record; a number, since a pointer cannot be read and written as volatile.
    private static nuint s_newest;

    /// <summary>Adds a status.</summary>
    /// <param name="status">Its number.</param>
    /// <param name="name">Its name in C, copied.</param>
    /// <param name="text">One plain sentence, copied.</param>
    /// <returns><see cref="Status.Ok"/>, also if it was added before; <see cref="Status.InvalidArgument"/>: the number means something else; <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Add(Status status, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        s_lock.Enter();
        Record* same = Find(status);
        Status answer = same == null ? AddNew(status, name, text)
            : same->Name.Span.SequenceEqual(name) && same->Text.Span.SequenceEqual(text) ? Status.Ok : Status.InvalidArgument;
        s_lock.Exit();
        return answer;
    }

    /// <summary>The name of a status; empty: it was not added.</summary>
    public static Utf8Literal Name(Status status)
    {
        Record* found = Find(status);
        return found == null ? default : found->Name;
    }

    /// <summary>The text of a status; empty: it was not added.</summary>
    public static Utf8Literal Text(Status status)
    {
        Record* found = Find(status);
        return found == null ? default : found->Text;
    }

    // A library has a handful of them, and asks for their words when something has failed.
    private static Record* Find(Status status)
    {
        Record* record = (Record*)Volatile.Read(ref s_newest);
        while (record != null && record->Status != status)
        {
            record = record->Older;
        }

        return record;
    }

    private static Status AddNew(Status status, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        // Each text has a NUL behind it, for C: the memory is zeroed.
        Record* added = (Record*)CRuntime.AllocateTable(1, (nuint)(sizeof(Record) + name.Length + text.Length + 2));
        if (added == null)
        {
            return Status.OutOfMemory;
        }

        byte* texts = (byte*)(added + 1);
        added->Status = status;
        added->Name = Copy(name, texts);
        added->Text = Copy(text, texts + name.Length + 1);
        added->Older = (Record*)s_newest;
        Volatile.Write(ref s_newest, (nuint)added);
        return Status.Ok;
    }

    private static Utf8Literal Copy(ReadOnlySpan<byte> text, byte* to)
    {
        Span<byte> copy = new(to, text.Length);
        text.CopyTo(copy);
        return copy;
    }

    private struct Record
    {
        public Status Status;
        public Utf8Literal Name;
        public Utf8Literal Text;
        public Record* Older;
    }
}
