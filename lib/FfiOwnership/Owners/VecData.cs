using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Owners;

/// <summary>A growable buffer in the caller's memory: <c>ffo_vec</c>. Counts are elements, not bytes.</summary>
[CName("ffo_vec")]
[StructLayout(LayoutKind.Sequential)]
public struct VecData
{
    /// <summary>The elements; null: the vec has no block.</summary>
    public unsafe void* Data;

    /// <summary>Number of elements; the caller may change it, up to the capacity.</summary>
    public nuint Length;

    /// <summary>Number of elements that there is room for; 0: the vec has no block.</summary>
    public nuint Capacity;

    /// <summary>Size of an element in bytes; not 0.</summary>
    public nuint ElementSize;

    /// <summary>Ties the struct to the present state of its block, so that an outdated copy is recognised. Written by the library.</summary>
    public ulong Stamp;
}
