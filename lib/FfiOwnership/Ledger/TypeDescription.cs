using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>A caller's description of a struct type for boxes: <c>ffo_type_desc</c>.</summary>
[CName("ffo_type_desc")]
[StructLayout(LayoutKind.Sequential)]
public struct TypeDescription
{
    /// <summary>Size of this description in bytes, as the caller knows it.</summary>
    public uint StructSize;

    /// <summary>Must be 0.</summary>
    public uint Flags;

    /// <summary>The type's name, UTF-8, NUL-terminated; copied.</summary>
    [Const]
    public unsafe byte* Name;

    /// <summary>Size of a value in bytes; 0: values are only adopted by handles.</summary>
    public nuint Size;

    /// <summary>Alignment of a value in bytes: a power of two up to 4096; 0: that of max_align_t.</summary>
    public nuint Alignment;

    /// <summary>The owned fields, copied; may be null if there are none.</summary>
    [Const]
    public unsafe OwnedField* Fields;

    /// <summary>Number of owned fields.</summary>
    public nuint FieldCount;

    /// <summary>Called with a value and <see cref="Context"/> before the value's children and memory are freed; null: nothing is called.</summary>
    [CName("ffo_drop_fn")]
    public unsafe delegate* unmanaged[Cdecl]<void*, void*, void> Drop;

    /// <summary>Passed unchanged to <see cref="Drop"/> as its second argument.</summary>
    public unsafe void* Context;
}
