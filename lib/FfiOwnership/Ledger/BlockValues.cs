using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The values in a block, whose fields own other blocks: most have one, a vec of a registered type has its elements.</summary>
internal readonly unsafe struct BlockValues
{
    // SAFETY (whole file): held or pinned: the block that the values are in. Permanent: type records.

    /// <summary>Where the block begins that they are in.</summary>
    public readonly byte* Start;

    /// <summary>The first value.</summary>
    public readonly byte* First;

    /// <summary>How many there are, one behind the other.</summary>
    public readonly nuint Count;

    /// <summary>Their type.</summary>
    public readonly TypeRecord* Type;

    /// <summary>Values in memory that the caller of this is allowed to read.</summary>
    public BlockValues(byte* start, nuint count, TypeRecord* type)
    {
        Start = start;
        First = start;
        Count = count;
        Type = type;
    }

    /// <summary>Some of the values of a block.</summary>
    public BlockValues(byte* start, nuint from, nuint count, TypeRecord* type)
        : this(start, count, type) =>
        First = start + (from * type->Size);

    /// <summary>The values of a block.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">Held or pinned. If it is only pinned, the number of elements is right for a moment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockValues Of<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        TypeRecord* type = TypeRegistry.Of(block.Word);
        return type->ElementType == TypeNumber.None ? new BlockValues(block.Block, 1, type) : OfVec(heap, block, type);
    }

    /// <summary>Where a value is.</summary>
    public byte* At(nuint index) => First + (index * Type->Size);

    /// <summary>Finds the owned field at an offset from the first value.</summary>
    /// <param name="offset">In bytes; any number.</param>
    /// <param name="fieldType">Type of the block that the field owns.</param>
    public bool TryFieldAt(nuint offset, out uint fieldType)
    {
        // A value of size 0 is a vec's of plain elements, or only adopted: it has no fields.
        nuint size = Type->Size;
        nuint index = size == 0 ? 0 : offset / size;
        fieldType = TypeNumber.None;
        return index < Count && Type->TryFieldAt(offset - (index * size), out fieldType);
    }

    /// <summary>Whether any owned field holds something.</summary>
    public bool HasAny()
    {
        nuint fields = Type->FieldCount;
        for (nuint i = 0; i < Count * fields; i++)
        {
            if (*(void**)(At(i / fields) + Type->Fields[i % fields].Offset) != null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Has the type's drop callback called for each value, in order.</summary>
    public void Drop()
    {
        if (Type->Drop == null)
        {
            return;
        }

        for (nuint i = 0; i < Count; i++)
        {
            using (HostCallback.Begin())
            {
                Type->Drop(At(i), Type->Context);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BlockValues OfVec<THeap>(THeap heap, in FoundBlock block, TypeRecord* vec)
        where THeap : struct, IHeap
    {
        // Of a block that is only pinned, number and memory may be of two moments; the values must lie inside it all the same.
        TypeRecord* element = TypeRegistry.At(vec->ElementType);
        return new BlockValues(block.Block, nuint.Min(ElementCounts.Read(heap.IdOf(block)), block.Size / element->Size), element);
    }
}
