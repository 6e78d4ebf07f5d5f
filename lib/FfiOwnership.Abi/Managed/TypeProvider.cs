using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace FfiOwnership.Abi.Managed;

/// <summary>Makes types of what signatures and attributes say.</summary>
internal sealed class TypeProvider(MetadataFile file, MetadataReferences references) : ISignatureTypeProvider<ManagedType, object?>, ICustomAttributeTypeProvider<ManagedType>
{
    public ManagedType GetPrimitiveType(PrimitiveTypeCode typeCode) => new PrimitiveType(typeCode);

    public ManagedType GetPointerType(ManagedType elementType) => new PointerType(elementType);

    public ManagedType GetFunctionPointerType(MethodSignature<ManagedType> signature) => new FunctionPointerType(signature.ReturnType, signature.ParameterTypes);

    public ManagedType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => new DefinedType(file, handle);

    public ManagedType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        TypeReference reference = reader.GetTypeReference(handle);
        string name = reader.GetString(reference.Name);
        if (reference.ResolutionScope.Kind != HandleKind.AssemblyReference)
        {
            return new OtherType(name);
        }

        if (name == "Type" && reader.StringComparer.Equals(reference.Namespace, "System"))
        {
            return GetSystemType();
        }

        string assembly = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name);
        return references.Find(assembly, reader.GetString(reference.Namespace), name) ?? (ManagedType)new OtherType($"{name} of {assembly}.dll");
    }

    // A modifier, such as that of a calling convention, changes nothing of the type in C.
    public ManagedType GetModifiedType(ManagedType modifier, ManagedType unmodifiedType, bool isRequired) => unmodifiedType;

    public ManagedType GetPinnedType(ManagedType elementType) => elementType;

    // A type that an attribute names: "System.Byte, System.Private.CoreLib, ...". Only fixed buffers have such, of primitive elements.
    public ManagedType GetTypeFromSerializedName(string name)
    {
        string type = name.Split(',')[0].Replace("System.", "", StringComparison.Ordinal);
        return Enum.TryParse(type, out PrimitiveTypeCode code) ? new PrimitiveType(code) : new OtherType(type);
    }

    public ManagedType GetByReferenceType(ManagedType elementType) => new OtherType("a reference");

    public ManagedType GetArrayType(ManagedType elementType, ArrayShape shape) => new OtherType("an array");

    public ManagedType GetSZArrayType(ManagedType elementType) => new OtherType("an array");

    public ManagedType GetGenericInstantiation(ManagedType genericType, ImmutableArray<ManagedType> typeArguments) => new OtherType("a generic type");

    public ManagedType GetGenericMethodParameter(object? genericContext, int index) => new OtherType("a type parameter");

    public ManagedType GetGenericTypeParameter(object? genericContext, int index) => new OtherType("a type parameter");

    public ManagedType GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public ManagedType GetSystemType() => new OtherType("Type");

    public bool IsSystemType(ManagedType type) => type == GetSystemType();

    public PrimitiveTypeCode GetUnderlyingEnumType(ManagedType type) => type is DefinedType defined ? ManagedLayout.UnderlyingType(defined) : PrimitiveTypeCode.Int32;
}
