using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Owners;

/// <summary>A growable buffer in the caller's memory: <c>ffo_vec</c>. Counts are elements, not bytes.</summary>
[CName("ffo_vec")]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct VecData
{
    /// <summary>The elements, or null.</summary>
    public void* Data;

    /// <summary>How many there are; the caller may set it, up to the capacity.</summary>
    public nuint Length;

    /// <summary>How many there is room for.</summary>
    public nuint Capacity;

    /// <summary>Bytes of one element; not 0.</summary>
    public nuint ElementSize;

    /// <summary>The library's: ties the struct to the present state of its block, so that an outdated copy is told.</summary>
    public ulong Stamp;
}
