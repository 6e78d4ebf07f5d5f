using System.Runtime.CompilerServices;

namespace FfiOwnership.Errors;

/// <summary>All that is known about a failed call. It lies on the stack and is filled in only where something fails.</summary>
/// <remarks>
/// A call inside the library returns its <see cref="Status"/> and takes a <c>ref Failure</c> for the details. No memory is
/// touched as long as all goes well; the message is put together once, at the boundary (<see cref="Call"/>).
/// </remarks>
public unsafe struct Failure
{
    /// <summary>The export that was called; begins the message.</summary>
    internal Literal Function;

    internal Status Status;
    internal Detail Detail;
    internal uint ExpectedType;
    internal uint ActualType;
    internal byte* ExpectedTypeName;
    internal byte* ActualTypeName;
    internal byte* FreeFunction;
    internal void* Pointer;
    internal ulong Handle;
    internal nuint Offset;
    internal nuint Size;

    /// <summary>Another block that the message is about: the owner of <see cref="Pointer"/>.</summary>
    internal void* Other;

    /// <summary>The name of its type, if the message says it.</summary>
    internal byte* OtherTypeName;

    /// <summary>The number of that owner's entry...</summary>
    internal uint OwnerId;

    /// <summary>...and the reuse count that it had when it became the owner.</summary>
    internal uint OwnerReuse;

    /// <summary>If not null, <see cref="Pointer"/> was read from an owned field of this block...</summary>
    internal void* Parent;

    /// <summary>...which stands at this offset...</summary>
    internal nuint FieldOffset;

    /// <summary>...of a block of this type.</summary>
    internal byte* ParentTypeName;

    /// <summary>The system's number of an error that <see cref="Text"/> has no words for.</summary>
    internal int SystemError;

    internal Literal Text;

    /// <summary>Starts a failure: everything that is not said later is "none".</summary>
    /// <returns><paramref name="status"/>, so that callers can return it at once.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Status Set(Status status, Detail detail)
    {
        Literal function = Function;
        this = default;
        Function = function;
        Status = status;
        Detail = detail;
        return status;
    }

    /// <summary>A failure whose message is one fixed sentence.</summary>
    internal Status Set(Status status, ReadOnlySpan<byte> sentence)
    {
        Set(status, Detail.Plain);
        Text = sentence;
        return status;
    }

    /// <summary>A failure whose sentence, or part of it, is somebody else's words: an exception's message.</summary>
    internal Status SetQuoted(Status status, Detail detail, string words)
    {
        Set(status, detail);
        Text = ThreadRecord.Quote(words);
        return status;
    }

    /// <summary>A failure about a pointer.</summary>
    internal Status Set(Status status, Detail detail, void* pointer)
    {
        Set(status, detail);
        Pointer = pointer;
        return status;
    }

    /// <summary>A failure about a handle.</summary>
    internal Status Set(Status status, Detail detail, ulong handle)
    {
        Set(status, detail);
        Handle = handle;
        return status;
    }

    /// <summary>Adds that the pointer was read from an owned field.</summary>
    internal void NameField(void* parent, byte* parentTypeName, nuint offset)
    {
        Parent = parent;
        ParentTypeName = parentTypeName;
        FieldOffset = offset;
    }

    /// <summary>A parameter that may not be NULL is.</summary>
    internal Status Null(ReadOnlySpan<byte> parameter)
    {
        Set(Status.NullArgument, Detail.Null);
        Text = parameter;
        return Status.NullArgument;
    }

    /// <summary>There was no memory for <paramref name="size"/> bytes; 0: nobody knows for how many.</summary>
    internal Status OutOfMemory(nuint size)
    {
        Set(Status.OutOfMemory, Detail.OutOfMemory);
        Size = size;
        return Status.OutOfMemory;
    }
}
