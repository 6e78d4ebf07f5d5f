using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>A field of a struct whose pointer owns a block: <c>ffo_owned_field</c>.</summary>
[CName("ffo_owned_field")]
[StructLayout(LayoutKind.Sequential)]
public struct OwnedField
{
    /// <summary>Offset of the pointer from the struct's start, in bytes.</summary>
    public nuint Offset;

    /// <summary>Type of the block that the field owns; <see cref="FfiOwnership.Entries.TypeNumber.Self"/>: the type that is being registered.</summary>
    public uint Type;

    /// <summary>Must be 0.</summary>
    public uint Flags;
}
