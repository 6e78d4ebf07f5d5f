using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>What the ledger knows of a block: <c>ffo_block_info</c>.</summary>
[CName("ffo_block_info")]
[StructLayout(LayoutKind.Sequential)]
public struct BlockInfo
{
    /// <summary>Room for a tag in bytes, with its NUL.</summary>
    internal const int TagSize = 64;

    /// <summary>Size of the struct in bytes, as the caller knows it. Set by the caller.</summary>
    public uint StructSize;

    /// <summary>Type of the block.</summary>
    public uint Type;

    /// <summary>Address of the block. Must not be dereferenced: the block may be freed.</summary>
    [Const]
    public unsafe void* Address;

    /// <summary>Size of the block in bytes; a string's includes the NUL.</summary>
    public nuint Size;

    /// <summary>Who owns the block.</summary>
    public BlockOwner Owner;

    /// <summary>Further facts about the block.</summary>
    public BlockFlags Flags;

    /// <summary>The handle that names the block; 0: none.</summary>
    public ulong Handle;

    /// <summary>Address of the block that owns this one; null: none does.</summary>
    [Const]
    public unsafe void* OwnedBy;

    /// <summary>Number of references to its handle; 0 if it has none.</summary>
    public uint References;

    /// <summary>Number of borrows that are out; an exclusive one counts as one.</summary>
    public uint Borrows;

    /// <summary>Number of the period in which the block was created.</summary>
    public ulong Period;

    /// <summary>Name of the block's type, NUL-terminated; static.</summary>
    [Const]
    public unsafe byte* TypeName;

    /// <summary>Name of the C function that frees such a block, NUL-terminated; static. Null: the library has none, or the memory is adopted.</summary>
    [Const]
    public unsafe byte* FreeFunction;

    /// <summary>The block's tag, NUL-terminated; empty: it has none.</summary>
    public unsafe fixed byte Tag[TagSize];

    /// <summary>Type of the elements, if the block is the buffer of a vec of a registered type; 0: it is not.</summary>
    public uint ElementType;

    /// <summary>0.</summary>
    public uint Reserved;
}
