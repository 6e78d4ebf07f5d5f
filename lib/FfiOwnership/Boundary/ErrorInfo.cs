using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The details of an error, as C sees them: <c>ffo_error_info</c>.</summary>
[CName("ffo_error_info")]
[StructLayout(LayoutKind.Sequential)]
public struct ErrorInfo
{
    /// <summary>Size of the struct in bytes, as the caller knows it.</summary>
    public uint StructSize;

    /// <summary>The status that the call returned.</summary>
    public Status Status;

    /// <summary>The type that the call expected; 0: none.</summary>
    public uint ExpectedType;

    /// <summary>The type that the block has; 0: none.</summary>
    public uint ActualType;

    /// <summary>The pointer that the error is about; null: none. Must not be dereferenced.</summary>
    [Const]
    public unsafe void* Pointer;

    /// <summary>The handle that the error is about; 0: none.</summary>
    public ulong Handle;

    /// <summary>A position in a text, in a block or in an array; which one depends on the status.</summary>
    public nuint Offset;

    /// <summary>A size in bytes or units, that of what <see cref="Offset"/> is a position in; 0: none.</summary>
    public nuint Size;

    /// <summary>Name of the C function that frees such a block, NUL-terminated; static. Null: none.</summary>
    [Const]
    public unsafe byte* FreeFunction;

    /// <summary>The message; UTF-8, NUL-terminated, never null.</summary>
    [Const]
    public unsafe byte* Message;

    /// <summary>A status about which no more is known.</summary>
    internal static unsafe ErrorInfo Of(Status status, byte* message) => new()
    {
        StructSize = (uint)sizeof(ErrorInfo),
        Status = status,
        Message = message,
    };

    /// <summary>The details of a failure, without its message.</summary>
    internal static unsafe ErrorInfo From(in Failure failure) => new()
    {
        StructSize = (uint)sizeof(ErrorInfo),
        Status = failure.Status,
        ExpectedType = failure.ExpectedType,
        ActualType = failure.ActualType,
        Pointer = failure.Pointer,
        Handle = failure.Handle,
        Offset = failure.ParentTypeName != null ? failure.FieldOffset : failure.Offset,
        Size = failure.Size,
        FreeFunction = failure.FreeFunction,
    };
}
