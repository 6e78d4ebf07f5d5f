using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using FfiOwnership.Abi.Description;

namespace FfiOwnership.Abi.Managed;

/// <summary>Reads the description from compiled assemblies: their exports, and what has a name in C.</summary>
/// <remarks>The types of other assemblies, such as the ledger's status, are described where an export has them.</remarks>
internal sealed partial class AssemblyReader
{
    private readonly MetadataFile[] _files;
    private readonly Dictionary<string, AbiFunction> _callbacks = [];
    private readonly Dictionary<string, AbiStruct> _structs = [];
    private readonly Dictionary<string, AbiEnum> _enums = [];
    private readonly HashSet<string> _foreign = [];
    private bool _marksConst;

    private AssemblyReader(MetadataFile[] files) => _files = files;

    /// <summary>Reads it.</summary>
    /// <param name="assemblies">The assemblies whose exports, types and constants the library has.</param>
    /// <param name="references">Assemblies that they refer to and that are not beside them.</param>
    public static AbiDescription Read(IReadOnlyList<string> assemblies, IReadOnlyList<string> references)
    {
        using MetadataReferences all = new(assemblies, references);
        return new AssemblyReader([.. assemblies.Select(all.Open)]).Read();
    }

    private AbiDescription Read()
    {
        List<AbiConstant> constants = [];
        foreach (MetadataFile file in _files)
        {
            // The library's own statuses, by [assembly: FfiError].
            constants.AddRange(
                from error in file.Attributes(file.Reader.GetAssemblyDefinition().GetCustomAttributes(), "FfiErrorAttribute")
                let name = error.Named("Name")
                where name != null
                select new AbiConstant(name, $"{error.Value(1)}", "FfiError"));
            foreach (TypeDefinitionHandle handle in file.Reader.TypeDefinitions)
            {
                Add(new DefinedType(file, handle), constants);
            }
        }

        AbiFunction[] functions = [.. _files.SelectMany(file => file.Exports().Select(export => Function(file, export.Name, export.Method)))];
        return new AbiDescription
        {
            Source = "C#",
            SpeaksC = false,
            MarksConst = _marksConst,
            Foreign = _foreign,
            Constants = [.. constants.DistinctBy(constant => constant.Name)],
            Enums = [.. _enums.Values],
            Structs = [.. _structs.Values],
            Callbacks = [.. _callbacks.Values],
            Functions = functions,
        };
    }

    // A type of the library's own: it is there for C if it has a name in C, and so are its constants.
    private void Add(DefinedType type, List<AbiConstant> constants)
    {
        // A type without fields only names a handle: C has no empty structs.
        TypeDefinition definition = type.File.Reader.GetTypeDefinition(type.Handle);
        bool isNamed = type.File.CName(definition) != null && IsValueType(type) && ManagedLayout.Fields(type).Any();
        if (isNamed)
        {
            Name(type);
        }

        if (isNamed && ManagedLayout.IsEnum(type))
        {
            return;
        }

        constants.AddRange(
            from handle in definition.GetFields()
            let field = type.File.Reader.GetFieldDefinition(handle)
            where field.Attributes.HasFlag(FieldAttributes.Literal)
            let name = type.File.CName(field.GetCustomAttributes())
            where name != null
            select new AbiConstant(name, Number(type.File, field), Place(type, field)));
    }

    // The type's name in C, with which it becomes known.
    private string Name(DefinedType type)
    {
        TypeDefinition definition = type.File.Reader.GetTypeDefinition(type.Handle);
        string? name = type.File.CName(definition);
        bool isEnum = ManagedLayout.IsEnum(type);
        if (name == null)
        {
            return isEnum ? Primitive(ManagedLayout.UnderlyingType(type)) : type.File.Reader.GetString(definition.Name);
        }

        if (!_structs.ContainsKey(name) && !_enums.ContainsKey(name))
        {
            if (!_files.Contains(type.File))
            {
                _foreign.Add(name);
            }

            if (isEnum)
            {
                _enums.Add(name, Enum(type, name));
            }
            else
            {
                Describe(type, name);
            }
        }

        return name;
    }

    private static AbiEnum Enum(DefinedType type, string name)
    {
        MetadataReader reader = type.File.Reader;
        TypeDefinition definition = reader.GetTypeDefinition(type.Handle);
        string members = type.File.Attribute(definition.GetCustomAttributes(), "CNameAttribute")?.Named("Members") ?? "";
        PrimitiveTypeCode code = ManagedLayout.UnderlyingType(type);
        return new AbiEnum(
            name,
            ManagedLayout.Of(type).Size,
            code is PrimitiveTypeCode.SByte or PrimitiveTypeCode.Int16 or PrimitiveTypeCode.Int32 or PrimitiveTypeCode.Int64,
            [
                .. from handle in definition.GetFields()
                   let field = reader.GetFieldDefinition(handle)
                   where field.Attributes.HasFlag(FieldAttributes.Literal)
                   let cName = type.File.CName(field.GetCustomAttributes()) ?? members + SnakeCase(reader.GetString(field.Name)).ToUpperInvariant()
                   select new AbiConstant(cName, Number(type.File, field), Place(type, field)),
            ],
            reader.GetString(definition.Name));
    }

    // It is known before its fields are, which may point to it.
    private void Describe(DefinedType type, string name)
    {
        MetadataReader reader = type.File.Reader;
        string place = reader.GetString(reader.GetTypeDefinition(type.Handle).Name);
        (int size, int alignment) = ManagedLayout.OfStruct(type, out IReadOnlyList<int> offsets);
        _structs.Add(name, new AbiStruct(name, size, alignment, [], place));
        AbiField[] fields = [.. ManagedLayout.Fields(type).Select((field, index) => Field(type, field, offsets[index]))];
        _structs[name] = new AbiStruct(name, size, alignment, fields, place);
    }

    private AbiField Field(DefinedType type, FieldDefinition field, int offset)
    {
        MetadataFile file = type.File;
        string name = SnakeCase(NameOf(file, field));
        CustomAttributeHandleCollection attributes = field.GetCustomAttributes();
        ManagedType fieldType = ManagedLayout.FieldType(type, field);
        if (file.Attribute(attributes, "FixedBufferAttribute") is { } buffer && file.Reader.GetString(field.Name) is string own)
        {
            ManagedType element = ManagedLayout.FieldType((DefinedType)fieldType, ManagedLayout.Fields((DefinedType)fieldType).First());
            return new AbiField(name, $"{CType(file, element, attributes, own)}[{buffer.Value(1)}]", offset, ManagedLayout.Of(fieldType).Size, AbiOwnership.None, Place(type, field));
        }

        return new AbiField(name, CType(file, fieldType, attributes, Place(type, field)), offset, ManagedLayout.Of(fieldType).Size, AbiOwnership.None, Place(type, field));
    }

    private AbiFunction Function(MetadataFile file, string name, MethodDefinitionHandle handle)
    {
        MethodDefinition method = file.Reader.GetMethodDefinition(handle);
        MethodSignature<ManagedType> signature = method.DecodeSignature(file.Provider, null);
        Dictionary<int, Parameter> parameters = method.GetParameters().Select(file.Reader.GetParameter).ToDictionary(parameter => parameter.SequenceNumber);
        string place = $"{file.Reader.GetString(file.Reader.GetTypeDefinition(method.GetDeclaringType()).Name)}.{file.Reader.GetString(method.Name)}";
        AbiValue Value(int number, ManagedType type) => parameters.TryGetValue(number, out Parameter parameter)
            ? new AbiValue(file.Reader.GetString(parameter.Name), CType(file, type, parameter.GetCustomAttributes(), place))
            : new AbiValue("", CType(file, type, null, place));

        return new AbiFunction(name, Value(0, signature.ReturnType), [.. signature.ParameterTypes.Select((type, index) => Value(index + 1, type))], place);
    }

    // The C type that a C# type is, at a place whose attributes say what C# cannot.
    private string CType(MetadataFile file, ManagedType type, CustomAttributeHandleCollection? at, string place)
    {
        string? name = file.CName(at);
        if (type is FunctionPointerType pointer)
        {
            return Callback(file, pointer, name, place);
        }

        int levels = 0;
        for (; type is PointerType { To: ManagedType target }; levels++)
        {
            type = target;
        }

        bool isConst = file.Attribute(at, "ConstAttribute") != null;
        _marksConst |= isConst;
        string stars = levels == 0 ? "" : " *" + string.Concat(Enumerable.Repeat(isConst ? "const *" : "*", levels - 1));

        // The type itself becomes known, whatever it is called here.
        string own = Base(file, type, place);
        return (isConst ? "const " : "") + (name ?? own) + stars;
    }

    // A function pointer without a name is told as C writes its type.
    private string Callback(MetadataFile file, FunctionPointerType type, string? name, string place)
    {
        AbiValue[] parameters = [.. type.Parameters.Select(parameter => new AbiValue("", CType(file, parameter, null, place)))];
        string result = CType(file, type.Result, null, place);
        if (name == null)
        {
            return $"{result} (*)({(parameters.Length == 0 ? "void" : string.Join(", ", parameters.Select(parameter => parameter.Type)))})";
        }

        AbiFunction callback = new(name, new AbiValue("", result), parameters, place);
        if (!_callbacks.TryAdd(name, callback) && !callback.HasSignatureOf(_callbacks[name]))
        {
            throw new AbiException($"{name}: {place} has another function pointer of that name than {_callbacks[name].Place}");
        }

        return name;
    }

    private string Base(MetadataFile file, ManagedType type, string place) => type switch
    {
        DefinedType defined => Name(defined),
        PrimitiveType primitive => Primitive(primitive.Code),
        FunctionPointerType pointer => Callback(file, pointer, null, place),
        OtherType other => throw new AbiException($"{place}: C has no type for {other.Name}"),
        _ => throw new AbiException($"{place}: C has no type for it"),
    };

    private static string Primitive(PrimitiveTypeCode code) => code switch
    {
        PrimitiveTypeCode.Void => "void",
        PrimitiveTypeCode.Boolean => "bool",
        PrimitiveTypeCode.SByte => "int8_t",
        PrimitiveTypeCode.Byte => "char",
        PrimitiveTypeCode.Int16 => "int16_t",
        PrimitiveTypeCode.UInt16 or PrimitiveTypeCode.Char => "uint16_t",
        PrimitiveTypeCode.Int32 => "int32_t",
        PrimitiveTypeCode.UInt32 => "uint32_t",
        PrimitiveTypeCode.Int64 => "int64_t",
        PrimitiveTypeCode.UInt64 => "uint64_t",
        PrimitiveTypeCode.IntPtr => "intptr_t",
        PrimitiveTypeCode.UIntPtr => "size_t",
        PrimitiveTypeCode.Single => "float",
        PrimitiveTypeCode.Double => "double",
        _ => throw new AbiException($"C has no type for {code}"),
    };

    private static bool IsValueType(DefinedType type)
    {
        EntityHandle based = type.File.Reader.GetTypeDefinition(type.Handle).BaseType;
        return based.Kind == HandleKind.TypeReference
            && type.File.Reader.GetString(type.File.Reader.GetTypeReference((TypeReferenceHandle)based).Name) is "ValueType" or "Enum";
    }

    private static string Number(MetadataFile file, FieldDefinition field)
    {
        Constant constant = file.Reader.GetConstant(field.GetDefaultValue());
        object value = file.Reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)!;
        return Convert.ToString(Convert.ToInt64(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)!;
    }

    private static string Place(DefinedType type, FieldDefinition field) =>
        $"{type.File.Reader.GetString(type.File.Reader.GetTypeDefinition(type.Handle).Name)}.{type.File.Reader.GetString(field.Name)}";

    // The compiler calls the field of a property "<Name>k__BackingField".
    private static string NameOf(MetadataFile file, FieldDefinition field)
    {
        string name = file.Reader.GetString(field.Name);
        return name.StartsWith('<') ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name;
    }

    private static string SnakeCase(string name) => Hump().Replace(name, "$1_$2").ToLowerInvariant();

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Hump();
}
