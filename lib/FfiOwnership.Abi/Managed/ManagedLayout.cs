using System.Reflection;
using System.Reflection.Metadata;

namespace FfiOwnership.Abi.Managed;

/// <summary>Sizes and offsets in bytes, on a system of 64 bits.</summary>
internal static class ManagedLayout
{
    private const int PointerSize = 8;

    /// <summary>Whether it is an enum.</summary>
    public static bool IsEnum(DefinedType type)
    {
        MetadataReader reader = type.File.Reader;
        EntityHandle based = reader.GetTypeDefinition(type.Handle).BaseType;
        return based.Kind == HandleKind.TypeReference && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)based).Name, "Enum");
    }

    /// <summary>The integer type of an enum.</summary>
    public static PrimitiveTypeCode UnderlyingType(DefinedType type) =>
        Fields(type).Select(field => FieldType(type, field)).OfType<PrimitiveType>().First().Code;

    /// <summary>The fields of an object of the type, in order.</summary>
    public static IEnumerable<FieldDefinition> Fields(DefinedType type)
    {
        MetadataReader reader = type.File.Reader;
        return reader.GetTypeDefinition(type.Handle).GetFields().Select(reader.GetFieldDefinition).Where(field => !field.Attributes.HasFlag(FieldAttributes.Static));
    }

    /// <summary>A field's type.</summary>
    public static ManagedType FieldType(DefinedType type, FieldDefinition field) => field.DecodeSignature(type.File.Provider, null);

    /// <summary>Size and alignment of a type; that of what C has no type for is 0.</summary>
    public static (int Size, int Alignment) Of(ManagedType type) => type switch
    {
        PointerType or FunctionPointerType => (PointerSize, PointerSize),
        PrimitiveType primitive => (Size(primitive.Code), Math.Max(1, Size(primitive.Code))),
        DefinedType defined when IsEnum(defined) => (Size(UnderlyingType(defined)), Size(UnderlyingType(defined))),
        DefinedType defined => OfStruct(defined, out _),
        _ => (0, 1),
    };

    /// <summary>Size, alignment and the fields' offsets of a struct.</summary>
    public static (int Size, int Alignment) OfStruct(DefinedType type, out IReadOnlyList<int> offsets)
    {
        TypeDefinition definition = type.File.Reader.GetTypeDefinition(type.Handle);
        TypeLayout given = definition.GetLayout();
        bool isExplicit = definition.Attributes.HasFlag(TypeAttributes.ExplicitLayout);
        int packing = given.PackingSize == 0 ? int.MaxValue : given.PackingSize;
        List<int> places = [];
        int end = 0;
        int alignment = 1;
        foreach (FieldDefinition field in Fields(type))
        {
            (int size, int fieldAlignment) = Of(FieldType(type, field));
            fieldAlignment = Math.Min(fieldAlignment, packing);
            int offset = isExplicit ? field.GetOffset() : RoundUp(end, fieldAlignment);
            places.Add(offset);
            end = Math.Max(end, offset + size);
            alignment = Math.Max(alignment, fieldAlignment);
        }

        offsets = places;
        return (Math.Max(RoundUp(end, alignment), given.Size), alignment);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static int Size(PrimitiveTypeCode code) => code switch
    {
        PrimitiveTypeCode.Boolean or PrimitiveTypeCode.Byte or PrimitiveTypeCode.SByte => 1,
        PrimitiveTypeCode.Int16 or PrimitiveTypeCode.UInt16 or PrimitiveTypeCode.Char => 2,
        PrimitiveTypeCode.Int32 or PrimitiveTypeCode.UInt32 or PrimitiveTypeCode.Single => 4,
        PrimitiveTypeCode.Int64 or PrimitiveTypeCode.UInt64 or PrimitiveTypeCode.Double => 8,
        PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr => PointerSize,
        _ => 0,
    };
}
