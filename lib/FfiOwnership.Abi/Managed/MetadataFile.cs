using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FfiOwnership.Abi.Managed;

/// <summary>An assembly, read as a file: none of its code is loaded.</summary>
internal sealed class MetadataFile : IDisposable
{
    private readonly PEReader _image;

    /// <summary>Opens it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="references">Where the types of others are looked for.</param>
    /// <exception cref="BadImageFormatException">It is no .NET assembly.</exception>
    public MetadataFile(string path, MetadataReferences references)
    {
        Path = path;
        _image = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
        Reader = _image.HasMetadata ? _image.GetMetadataReader() : throw new BadImageFormatException($"{path} is no .NET assembly");
        Provider = new TypeProvider(this, references);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its metadata.</summary>
    public MetadataReader Reader { get; }

    /// <summary>Decodes its signatures and attributes.</summary>
    public TypeProvider Provider { get; }

    /// <summary>All methods of all types that are an export of C's, with the names that they have there.</summary>
    public IEnumerable<(string Name, MethodDefinitionHandle Method)> Exports() =>
        from handle in Reader.MethodDefinitions
        let name = Attribute(Reader.GetMethodDefinition(handle).GetCustomAttributes(), "UnmanagedCallersOnlyAttribute")?.Named("EntryPoint")
        where name != null
        select (name, handle);

    /// <summary>An attribute's values, or null where it is not among those.</summary>
    /// <param name="among">The attributes of something; null: of what can have none.</param>
    /// <param name="name">The attribute's type, without namespace.</param>
    public AttributeValues? Attribute(CustomAttributeHandleCollection? among, string name) => among is { } some ? Attributes(some, name).FirstOrDefault() : null;

    /// <summary>All attributes of a type.</summary>
    public IEnumerable<AttributeValues> Attributes(CustomAttributeHandleCollection among, string name) =>
        from handle in among
        let attribute = Reader.GetCustomAttribute(handle)
        where TypeOf(attribute) == name
        select new AttributeValues(attribute.DecodeValue(Provider));

    /// <summary>The type's name in C: its attribute's, or that of its <c>CName</c> property; null if it has none.</summary>
    public string? CName(TypeDefinition type)
    {
        if (CName(type.GetCustomAttributes()) is string name)
        {
            return name;
        }

        MethodDefinitionHandle getter = type.GetMethods().FirstOrDefault(method => Reader.StringComparer.Equals(Reader.GetMethodDefinition(method).Name, "get_CName"));
        return getter.IsNil ? null : Utf8Literal(Reader.GetMethodDefinition(getter));
    }

    /// <summary>The name that a CName attribute gives, or null.</summary>
    public string? CName(CustomAttributeHandleCollection? attributes) => Attribute(attributes, "CNameAttribute")?.Text(0);

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private string TypeOf(CustomAttribute attribute)
    {
        EntityHandle type = attribute.Constructor.Kind == HandleKind.MemberReference
            ? Reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
            : Reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
        return type.Kind switch
        {
            HandleKind.TypeReference => Reader.GetString(Reader.GetTypeReference((TypeReferenceHandle)type).Name),
            HandleKind.TypeDefinition => Reader.GetString(Reader.GetTypeDefinition((TypeDefinitionHandle)type).Name),
            _ => "",
        };
    }

    // A property => "text"u8 begins with the address of the text, which ends with a NUL: ldsflda (0x7F) and a field with data.
    private string? Utf8Literal(MethodDefinition getter)
    {
        const byte Nop = 0;
        const byte LoadFieldAddress = 0x7F;
        if (getter.RelativeVirtualAddress == 0)
        {
            return null;
        }

        BlobReader code = _image.GetMethodBody(getter.RelativeVirtualAddress).GetILReader();
        byte first = code.ReadByte();
        while (first == Nop && code.RemainingBytes > 0)
        {
            first = code.ReadByte();
        }

        if (first != LoadFieldAddress || System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle(code.ReadInt32()) is not { Kind: HandleKind.FieldDefinition } field)
        {
            return null;
        }

        int data = Reader.GetFieldDefinition((FieldDefinitionHandle)field).GetRelativeVirtualAddress();
        BlobReader text = _image.GetSectionData(data).GetReader();
        return text.ReadUTF8(text.IndexOf(0));
    }
}
