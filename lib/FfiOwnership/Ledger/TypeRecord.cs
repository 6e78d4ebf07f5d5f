using System.Runtime.InteropServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Ledgers;

/// <summary>The record of a type. In native memory and permanent; written once, before the type's number is published; read without a lock.</summary>
/// <remarks>Two cache lines: what calls that succeed look at is in the first. <c>type_record</c> in copies.c begins in the same way.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct TypeRecord
{
    /// <summary>Size of a value in bytes; 0: values have different sizes, or are only adopted.</summary>
    public nuint Size;

    /// <summary>The owned fields, in the order of the type's description. Meaningless if there are none.</summary>
    public OwnedField* Fields;

    /// <summary>Number of owned fields.</summary>
    public nuint FieldCount;

    /// <summary>Called with a value and <see cref="Context"/> before the value's children and memory are freed; null: nothing is called.</summary>
    public delegate* unmanaged[Cdecl]<void*, void*, void> Drop;

    /// <summary>Passed unchanged to <see cref="Drop"/> as its second argument.</summary>
    public void* Context;

    /// <summary>The heap's shape for values of this type, see <see cref="FfiOwnership.Heaps.IHeap.ShapeOf"/>; 0 on the system heap.</summary>
    public uint Shape;

    /// <summary>Of a vec of a registered type: the type of its elements; 0: it is another type.</summary>
    public uint ElementType;

    /// <summary>Whether a block of this type may own others: it has owned fields, or elements of a registered type.</summary>
    public bool OwnsBlocks;

    /// <summary>Whether a block that is asked for by this type may own others. It differs for vecs, of which only some do.</summary>
    public bool MayOwnBlocks;

    /// <summary>The type's name, UTF-8, NUL-terminated.</summary>
    public byte* Name;

    /// <summary>Name of the C function that frees such a block, for messages; NUL-terminated; null: the library has none.</summary>
    public byte* FreeFunction;

    /// <summary>Name of the C function that ends a vec of this type, for messages; NUL-terminated; null: the library's function for all vecs.</summary>
    public byte* FreeVecFunction;

    /// <summary>Length of the name in bytes, without the NUL.</summary>
    public nuint NameLength;

    /// <summary>Alignment of a value in bytes, a power of two.</summary>
    public nuint Alignment;

    /// <summary>The alignment that the type's description asked for; 0: the default.</summary>
    public nuint GivenAlignment;

    /// <summary>The raw type of vecs of this type, see <see cref="EntryWord"/>; 0: there was none yet. Written under the registry's lock.</summary>
    public uint VecType;

    /// <summary>The next older type in the registry's chain of names with the same hash; 0: it is the last.</summary>
    public uint NextByName;

    /// <summary>Finds the owned field at an offset.</summary>
    /// <param name="offset">Offset from the start of a value, in bytes.</param>
    /// <param name="fieldType">Type of the block that the field owns.</param>
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
