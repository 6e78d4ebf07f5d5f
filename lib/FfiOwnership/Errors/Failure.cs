using System.Runtime.CompilerServices;

namespace FfiOwnership.Errors;

/// <summary>All that is known about a failed call. It lies on the stack and is filled in only where something fails.</summary>
/// <remarks>
/// A call inside the library returns its <see cref="Status"/> and takes a <c>ref Failure</c> for the details. No memory is
/// touched as long as all goes well. The boundary keeps it as the thread's last error, and writes the message when somebody asks for
/// it, so it points to nothing that ends before the thread's next failure.
/// </remarks>
public unsafe struct Failure
{
    /// <summary>The export that was called; begins the message.</summary>
    internal Utf8Literal Function;

    /// <summary>What the call answers.</summary>
    internal Status Status;

    /// <summary>What exactly went wrong.</summary>
    internal Reason Reason;

    /// <summary>The type that the call is for; 0: none.</summary>
    internal uint ExpectedType;

    /// <summary>The type of the block that it met; 0: none.</summary>
    internal uint ActualType;

    /// <summary>The name of <see cref="ExpectedType"/>, permanent; null: not known.</summary>
    internal byte* ExpectedTypeName;

    /// <summary>The name of <see cref="ActualType"/>, permanent; null: not known.</summary>
    internal byte* ActualTypeName;

    /// <summary>The call that frees such a block, permanent; null: none.</summary>
    internal byte* FreeFunction;

    /// <summary>The pointer that the failure is about; printed, never dereferenced.</summary>
    internal void* Pointer;

    /// <summary>The handle that the failure is about; 0: none.</summary>
    internal ulong Handle;

    /// <summary>A position in a text, a block or an array; see the reason.</summary>
    internal nuint Offset;

    /// <summary>The size that goes with it, in bytes or units.</summary>
    internal nuint Size;

    /// <summary>Another block that the message is about; null: none.</summary>
    internal void* Other;

    /// <summary>The name of that block's type, permanent; null: the message does not say it.</summary>
    internal byte* OtherTypeName;

    /// <summary>The block in whose owned field <see cref="Pointer"/> was read; null: the caller passed it, or a new element of a vec has the field.</summary>
    internal void* Parent;

    /// <summary>Where that field is in the block, in bytes.</summary>
    internal nuint FieldOffset;

    /// <summary>The name of the type that has the field, permanent; null: the caller passed the pointer.</summary>
    internal byte* ParentTypeName;

    /// <summary>The system's number of an error that <see cref="Text"/> has no words for.</summary>
    internal int SystemError;

    /// <summary>What a caller's struct says of its size, in bytes.</summary>
    internal uint StructSize;

    /// <summary>The words that the reason asks for: a sentence, the name of a parameter, or somebody else's message.</summary>
    internal Utf8Literal Text;

    /// <summary>The name that the reason asks for.</summary>
    internal CName Name;

    /// <summary>Starts a failure: everything that is not said later is "none".</summary>
    /// <returns><paramref name="status"/>, so that callers can return it at once.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Status Set(Status status, Reason reason)
    {
        Utf8Literal function = Function;
        this = default;
        Function = function;
        Status = status;
        Reason = reason;
        return status;
    }

    /// <summary>A failure whose message is one fixed sentence.</summary>
    internal Status Set(Status status, ReadOnlySpan<byte> sentence)
    {
        Set(status, Reason.Sentence);
        Text = sentence;
        return status;
    }

    /// <summary>A failure about a pointer.</summary>
    internal Status Set(Status status, Reason reason, void* pointer)
    {
        Set(status, reason);
        Pointer = pointer;
        return status;
    }

    /// <summary>A failure about a handle.</summary>
    internal Status Set(Status status, Reason reason, ulong handle)
    {
        Set(status, reason);
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

    /// <summary>A struct says in its size field that it is of a version that the library does not know.</summary>
    /// <param name="parameter">The name of the parameter that leads to it; a literal.</param>
    /// <param name="initialiser">What it should begin with.</param>
    /// <param name="size">What it says, in bytes.</param>
    internal Status UnknownVersion(ReadOnlySpan<byte> parameter, CName initialiser, uint size)
    {
        Set(Status.InvalidArgument, Reason.UnknownVersion);
        Text = parameter;
        Name = initialiser;
        StructSize = size;
        return Status.InvalidArgument;
    }

    /// <summary>There was no memory for <paramref name="size"/> bytes; 0: nobody knows for how many.</summary>
    internal Status OutOfMemory(nuint size)
    {
        Set(Status.OutOfMemory, Reason.OutOfMemory);
        Size = size;
        return Status.OutOfMemory;
    }
}
