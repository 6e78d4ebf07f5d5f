using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>A field of a struct whose pointer owns a block: <c>ffo_owned_field</c>.</summary>
[CName("ffo_owned_field")]
[StructLayout(LayoutKind.Sequential)]
public struct OwnedField
{
    /// <summary>Where the pointer is, in bytes from the struct's start.</summary>
    public nuint Offset;

    /// <summary>The type of the block that it owns.</summary>
    public uint Type;

    /// <summary>0.</summary>
    public uint Flags;
}
