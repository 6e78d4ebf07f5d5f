using System.Runtime.CompilerServices;
using FfiOwnership.Boundary;

namespace FfiOwnership.Errors;

/// <summary>All that is known about a failed call. It lies on the stack and is filled in only where something fails.</summary>
/// <remarks>
/// A call inside the library returns its <see cref="Status"/> and takes a <c>ref Failure</c> for the details. No memory is
/// touched as long as all goes well; the message is put together once, at the boundary (<see cref="ExportCall"/>).
/// </remarks>
public unsafe struct Failure
{
    /// <summary>The export that was called; begins the message.</summary>
    internal Utf8Literal Function;

    internal Status Status;
    internal Reason Reason;
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

    internal Utf8Literal Text;

    /// <summary>Starts a failure: everything that is not said later is "none".</summary>
    /// <returns><paramref name="status"/>, so that callers can return it at once.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Status Set(Status status, Reason detail)
    {
        Utf8Literal function = Function;
        this = default;
        Function = function;
        Status = status;
        Reason = detail;
        return status;
    }

    /// <summary>A failure whose message is one fixed sentence.</summary>
    internal Status Set(Status status, ReadOnlySpan<byte> sentence)
    {
        Set(status, Reason.Plain);
        Text = sentence;
        return status;
    }

    /// <summary>A failure whose sentence, or part of it, is somebody else's words: an exception's message.</summary>
    internal Status SetQuoted(Status status, Reason detail, string words)
    {
        Set(status, detail);
        Text = ThreadErrorState.Quote(words);
        return status;
    }

    /// <summary>A failure about a pointer.</summary>
    internal Status Set(Status status, Reason detail, void* pointer)
    {
        Set(status, detail);
        Pointer = pointer;
        return status;
    }

    /// <summary>A failure about a handle.</summary>
    internal Status Set(Status status, Reason detail, ulong handle)
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
        Set(Status.NullArgument, Reason.Null);
        Text = parameter;
        return Status.NullArgument;
    }

    /// <summary>There was no memory for <paramref name="size"/> bytes; 0: nobody knows for how many.</summary>
    internal Status OutOfMemory(nuint size)
    {
        Set(Status.OutOfMemory, Reason.OutOfMemory);
        Size = size;
        return Status.OutOfMemory;
    }
}
