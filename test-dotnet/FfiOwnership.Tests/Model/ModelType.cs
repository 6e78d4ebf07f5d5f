using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Abi;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Model;

/// <summary>A type of blocks, and those that the model uses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Bytes; 0 where each block has its own.</param>
/// <param name="Alignment">What its blocks are aligned for.</param>
/// <param name="HasDrop">Whether it has a drop callback.</param>
/// <param name="FreeFunction">The call that frees its blocks.</param>
/// <param name="Fields">Its owned fields.</param>
internal sealed unsafe record ModelType(string Name, nuint Size, nuint Alignment, bool HasDrop, string FreeFunction, params (nuint Offset, uint Type)[] Fields)
{
    private static readonly Dictionary<uint, ModelType> All = new()
    {
        [TypeNumber.String] = new("string", 0, 8, false, "ffo_string_free"),
        [TypeNumber.Config] = new("ffo_config", 16, 16, false, "ffo_config_free", (8, TypeNumber.String)),
        [TypeNumber.Vec] = new("ffo_vec", 0, 16, false, "ffo_vec_dispose"),
    };

    /// <summary>No fields, a drop callback.</summary>
    public static uint Leaf { get; } = Register("model_leaf", 24, 0, hasDrop: true);

    /// <summary>Fields of the built-in types.</summary>
    public static uint Pair { get; } = Register("model_pair", 40, 0, hasDrop: true, (8, TypeNumber.String), (24, TypeNumber.Config));

    /// <summary>Fields of its own type and others.</summary>
    public static uint Node { get; } = Register("model_node", 64, 64, hasDrop: true, (0, TypeNumber.Self), (56, TypeNumber.Self), (16, Pair), (32, Leaf));

    /// <summary>More than a page, with a field at its very end, and without a drop callback.</summary>
    public static uint Page { get; } = Register("model_page", 5000, 4096, hasDrop: false, (4992, TypeNumber.String), (0, Node));

    /// <summary>Above the size of a small block, with a field at its very end.</summary>
    public static uint Large { get; } = Register("model_large", 40_000, 0, hasDrop: false, (39_992, Leaf), (0, TypeNumber.Self));

    /// <summary>One byte, without fields.</summary>
    public static uint Byte { get; } = Register("model_byte", 1, 1, hasDrop: true);

    /// <summary>Can only be adopted.</summary>
    public static uint Foreign { get; } = Register("model_foreign", 0, 0, hasDrop: true);

    /// <summary>The types of which boxes can be made.</summary>
    public static uint[] Boxes { get; } = [Node, Pair, Leaf, Page, TypeNumber.Config];

    /// <summary>The types that vecs are made of, and some of which there can be none.</summary>
    public static uint[] Elements { get; } = [Pair, Node, Leaf, Large, Byte, Page, TypeNumber.String, TypeNumber.Vec, Foreign, TypeNumber.None, 77_777];

    /// <summary>What the drop callbacks were called with: payload and context, in their order.</summary>
    public static List<(nint Payload, nint Context)> Dropped { get; } = [];

    /// <summary>The drop callback of every type, and of adopted payloads.</summary>
    public static delegate* unmanaged[Cdecl]<void*, void*, void> Drop => &OnDrop;

    /// <summary>Whether a type has this number.</summary>
    public static bool IsKnown(uint type) => All.ContainsKey(type);

    /// <summary>The type with a number.</summary>
    public static ModelType Of(uint type) => All[type];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDrop(void* payload, void* context) => Dropped.Add(((nint)payload, (nint)context));

    private static uint Register(string name, nuint size, nuint alignment, bool hasDrop, params (nuint Offset, uint Type)[] fields)
    {
        using NativeText text = new(name);
        OwnedField[] described = [.. fields.Select(field => new OwnedField { Offset = field.Offset, Type = field.Type })];
        fixed (OwnedField* first = described)
        {
            TypeDescription description = new()
            {
                StructSize = (uint)sizeof(TypeDescription),
                Name = text.Pointer,
                Size = size,
                Alignment = alignment,
                Fields = first,
                FieldCount = (nuint)fields.Length,
                Drop = hasDrop ? Drop : null,
            };
            uint made;
            Assert.That(Native.ffo_type_register(&description, &made), Is.EqualTo(Status.Ok));
            uint type = made;
            (nuint, uint)[] resolved = [.. fields.Select(field => (field.Offset, field.Type == TypeNumber.Self ? type : field.Type))];
            All.Add(type, new ModelType(name, size, nuint.Max(alignment, 16), hasDrop, "ffo_box_free", resolved));
            return type;
        }
    }
}
