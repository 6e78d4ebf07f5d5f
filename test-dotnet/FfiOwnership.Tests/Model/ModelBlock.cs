using System.Runtime.InteropServices;

namespace FfiOwnership.Tests.Model;

/// <summary>Where a block stands, as its users see it.</summary>
internal enum ModelState
{
    Callers,
    Owned,
    Handled,
    Forgotten,
    Freed,
}

/// <summary>A block as the model knows it.</summary>
/// <param name="number">What it is called in the log.</param>
/// <param name="address">Its start.</param>
/// <param name="type">Its type.</param>
/// <param name="content">What is known of its bytes, from the start.</param>
/// <param name="size">Its size in bytes.</param>
/// <param name="period">The period in which it was made.</param>
internal sealed unsafe class ModelBlock(int number, nint address, uint type, byte[] content, nuint size, ulong period)
{
    public int Number => number;

    public nint Address => address;

    public uint Type => type;

    public nuint Size => size;

    public ulong Period => period;

    public ModelState State { get; set; } = ModelState.Callers;

    /// <summary>The block that owns it, if one does.</summary>
    public ModelBlock? Parent { get; set; }

    /// <summary>The handle that owns it, if one does.</summary>
    public ModelHandle? Handle { get; set; }

    public string Tag { get; set; } = "";

    /// <summary>Of a vec's data.</summary>
    public nuint ElementSize { get; init; }

    /// <summary>Of the data of a vec of a registered type: that type.</summary>
    public uint ElementType { get; init; }

    /// <summary>Of the data of a vec of a registered type: how many elements the library has counted.</summary>
    public nuint Count { get; set; }

    /// <summary>Its owned fields: of a vec of a registered type those of the counted elements.</summary>
    public IEnumerable<(nuint Offset, uint Type)> Fields => ElementType == 0 ? ModelType.Of(type).Fields : FieldsOf(0, Count);

    /// <summary>What a drop callback is called with at the end: the block, or each counted element.</summary>
    public IEnumerable<nint> Payloads => ElementType == 0 ? ModelType.Of(type).HasDrop ? [address] : [] : PayloadsOf(0, Count);

    /// <summary>The stamp that a vec's struct must have; null while the data is raw.</summary>
    public ulong? Stamp { get; set; }

    /// <summary>What is known of its bytes. Behind a vec's length there may be anything.</summary>
    public byte[] Content { get; set; } = content;

    /// <summary>Whether its memory is as it should be.</summary>
    public bool IsIntact => new ReadOnlySpan<byte>((void*)address, Content.Length).SequenceEqual(Content);

    /// <summary>Whether an address leads into the block.</summary>
    public bool Covers(nint pointer) => (nuint)(pointer - address) < size;

    /// <summary>The owned fields of some elements.</summary>
    public IEnumerable<(nuint Offset, uint Type)> FieldsOf(nuint from, nuint until)
    {
        for (nuint i = from; i < until; i++)
        {
            foreach ((nuint offset, uint fieldType) in ModelType.Of(ElementType).Fields)
            {
                yield return ((i * ElementSize) + offset, fieldType);
            }
        }
    }

    /// <summary>What the drop callbacks of some elements are called with.</summary>
    public IEnumerable<nint> PayloadsOf(nuint from, nuint until)
    {
        for (nuint i = from; i < until && ModelType.Of(ElementType).HasDrop; i++)
        {
            yield return address + (nint)(i * ElementSize);
        }
    }

    /// <summary>What an owned field holds.</summary>
    public nint Field(nuint offset) => MemoryMarshal.Read<nint>(Content.AsSpan((int)offset));

    /// <summary>Expects the library to write a field.</summary>
    public void SetField(nuint offset, nint value) => MemoryMarshal.Write(Content.AsSpan((int)offset), value);

    /// <summary>Writes a field as a caller does.</summary>
    public void WriteField(nuint offset, nint value)
    {
        *(nint*)(address + (nint)offset) = value;
        SetField(offset, value);
    }
}
