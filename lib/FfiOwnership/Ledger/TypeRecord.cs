using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>What the ledger knows of a type. In native memory, for ever; read without a lock.</summary>
internal unsafe struct TypeRecord
{
    /// <summary>The name, NUL-terminated.</summary>
    public byte* Name;

    /// <summary>Its length in bytes.</summary>
    public nuint NameLength;

    /// <summary>Bytes of one value.</summary>
    public nuint Size;

    /// <summary>Alignment of a value.</summary>
    public nuint Alignment;

    /// <summary>The owned fields, in the order in which they were described.</summary>
    public OwnedField* Fields;

    /// <summary>How many there are.</summary>
    public nuint FieldCount;

    /// <summary>Called before a value's children and memory go, or null.</summary>
    public delegate* unmanaged[Cdecl]<void*, void*, void> Drop;

    /// <summary>Handed to it.</summary>
    public void* Context;

    /// <summary>The call that frees such a block, for messages.</summary>
    public CName FreeFunction;

    /// <summary>What the heap is asked for when a value is made.</summary>
    public uint Shape;

    /// <summary>The next type whose name has the same hash.</summary>
    public uint NextByName;

    /// <summary>Whether a value owns other blocks.</summary>
    public readonly bool OwnsBlocks => FieldCount != 0;

    /// <summary>Finds the owned field at an offset.</summary>
    /// <param name="offset">Bytes from the start of a value.</param>
    /// <param name="fieldType">The type of the block that the field owns.</param>
    /// <returns>False if there is none.</returns>
    // SAFETY: permanent: the fields, as many as FieldCount says.
    public readonly bool TryFieldAt(nuint offset, out uint fieldType)
    {
        for (nuint i = 0; i < FieldCount; i++)
        {
            if (Fields[i].Offset == offset)
            {
                fieldType = Fields[i].Type;
                return true;
            }
        }

        fieldType = TypeNumber.None;
        return false;
    }
}
