using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>What a caller tells of a struct to be boxed: <c>ffo_type_desc</c>.</summary>
[CName("ffo_type_desc")]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TypeDescription
{
    /// <summary>The struct's size in bytes as the caller knows it.</summary>
    public uint StructSize;

    /// <summary>0.</summary>
    public uint Flags;

    /// <summary>The type's name, UTF-8, NUL-terminated; copied.</summary>
    [Const]
    public byte* Name;

    /// <summary>Bytes of one value; 0 for a type that is only adopted.</summary>
    public nuint Size;

    /// <summary>A power of two up to 4096; 0: the default.</summary>
    public nuint Alignment;

    /// <summary>The owned fields; copied.</summary>
    [Const]
    public OwnedField* Fields;

    /// <summary>How many there are.</summary>
    public nuint FieldCount;

    /// <summary>Called before a value's children and memory go; may be null.</summary>
    [CName("ffo_drop_fn")]
    public delegate* unmanaged[Cdecl]<void*, void*, void> Drop;

    /// <summary>Handed to it.</summary>
    public void* Context;
}
