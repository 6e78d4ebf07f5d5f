using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>What the ledger knows of a block: <c>ffo_block_info</c>.</summary>
[CName("ffo_block_info")]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct BlockInfo
{
    /// <summary>The room for a tag in bytes, with its NUL.</summary>
    internal const int TagSize = 64;

    /// <summary>The struct's size in bytes as the caller knows it.</summary>
    public uint StructSize;

    /// <summary>The block's type.</summary>
    public uint Type;

    /// <summary>Where it begins. Not to be followed.</summary>
    [Const]
    public void* Address;

    /// <summary>Its size in bytes; a string's includes the NUL.</summary>
    public nuint Size;

    /// <summary>Who owns it.</summary>
    public BlockOwner Owner;

    /// <summary>What else is true of it.</summary>
    public BlockFlags Flags;

    /// <summary>The handle that names it, or 0.</summary>
    public ulong Handle;

    /// <summary>The block that owns it, or null.</summary>
    [Const]
    public void* OwnedBy;

    /// <summary>References to its handle.</summary>
    public uint References;

    /// <summary>Borrows that are out; an exclusive one counts as one.</summary>
    public uint Borrows;

    /// <summary>The period in which it was made.</summary>
    public ulong Period;

    /// <summary>Its type's name; static.</summary>
    [Const]
    public byte* TypeName;

    /// <summary>The name of the call that frees it; static.</summary>
    [Const]
    public byte* FreeFunction;

    /// <summary>Its tag, NUL-terminated; empty if it has none.</summary>
    public fixed byte Tag[TagSize];
}
