using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The details of an error as C sees them: <c>ffo_error_info</c>.</summary>
[CName("ffo_error_info")]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ErrorInfo
{
    /// <summary>The struct's size in bytes as the caller knows it.</summary>
    public uint StructSize;

    /// <summary>What the call answered.</summary>
    public Status Status;

    /// <summary>The type that the call is for, or 0.</summary>
    public uint ExpectedType;

    /// <summary>The type that it met, or 0.</summary>
    public uint ActualType;

    /// <summary>The pointer that the error is about, or null. Never to be followed.</summary>
    [Const]
    public void* Pointer;

    /// <summary>The handle that the error is about, or 0.</summary>
    public ulong Handle;

    /// <summary>A position: in a text, in a block, in an array; see the status.</summary>
    public nuint Offset;

    /// <summary>The size that goes with it, in bytes or units, or 0.</summary>
    public nuint Size;

    /// <summary>The name of the call that frees such a block, or null; static.</summary>
    [Const]
    public byte* FreeFunction;

    /// <summary>The message; UTF-8, NUL-terminated, never null.</summary>
    [Const]
    public byte* Message;

    /// <summary>The details of a failure, without its message.</summary>
    internal static ErrorInfo From(in Failure failure) => new()
    {
        StructSize = (uint)sizeof(ErrorInfo),
        Status = failure.Status,
        ExpectedType = failure.ExpectedType,
        ActualType = failure.ActualType,
        Pointer = failure.Pointer,
        Handle = failure.Handle,
        Offset = failure.Parent != null ? failure.FieldOffset : failure.Offset,
        Size = failure.Size,
        FreeFunction = failure.FreeFunction,
    };
}
