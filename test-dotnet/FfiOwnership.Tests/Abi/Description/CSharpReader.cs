using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FfiOwnership.Boundary;

namespace FfiOwnership.Tests.Abi.Description;

/// <summary>Reads the description from the C# types and exports, by reflection.</summary>
internal sealed partial class CSharpReader
{
    private readonly Dictionary<string, AbiFunction> _callbacks = [];

    private CSharpReader()
    {
    }

    /// <summary>Reads it.</summary>
    public static AbiDescription Read()
    {
        CSharpReader reader = new();
        Type[] types = [.. typeof(LibraryVersion).Assembly.GetTypes()];
        Type[] named = [.. types.Where(type => CName(type) != null)];
        AbiDescription description = new()
        {
            Source = "C#",
            SpeaksC = false,
            Constants = [.. types.Where(type => !named.Contains(type)).SelectMany(Constants)],
            Enums = [.. named.Where(type => type.IsEnum).Select(Enum)],
            Structs = [.. named.Where(type => !type.IsEnum).Select(reader.Struct)],
            Functions = [.. Exports().Select(export => reader.Function(export.Name, export.Method))],
        };
        return description with { Callbacks = [.. reader._callbacks.Values] };
    }

    private static IEnumerable<(string Name, MethodInfo Method)> Exports() =>
        from type in Assembly.Load("ffi_ownership").GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let name = method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()?.EntryPoint
        where name != null
        select (name, method);

    private static IEnumerable<AbiConstant> Constants(Type type) =>
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.IsLiteral && CName(field) != null
        select new AbiConstant(CName(field)!, Number(field), Place(field));

    private static AbiEnum Enum(Type type)
    {
        string members = type.GetCustomAttribute<CNameAttribute>()!.Members;
        Type width = type.GetEnumUnderlyingType();
        return new AbiEnum(
            CName(type)!,
            SizeOf(width),
            width == typeof(int),
            [.. type.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => new AbiConstant(CName(field) ?? members + SnakeCase(field.Name).ToUpperInvariant(), Number(field), Place(field)))],
            type.Name);
    }

    private AbiStruct Struct(Type type) => new(
        CName(type)!,
        SizeOf(type),
        SizeOf(typeof(Padded<>).MakeGenericType(type)) - SizeOf(type),
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => Field(type, field))],
        type.Name);

    private AbiField Field(Type type, FieldInfo field)
    {
#pragma warning disable CA1421 // The structs are blittable, so the marshaller knows no other offsets than they have.
        long offset = Marshal.OffsetOf(type, field.Name);
#pragma warning restore CA1421
        FixedBufferAttribute? buffer = field.GetCustomAttribute<FixedBufferAttribute>();
        return new AbiField(
            SnakeCase(field.Name),
            buffer == null ? CType(field.FieldType, field, Place(field)) : $"{CType(buffer.ElementType, field, Place(field))}[{buffer.Length}]",
            offset,
            field.FieldType.IsPointer || field.FieldType.IsFunctionPointer ? nint.Size : SizeOf(field.FieldType),
            AbiOwnership.None,
            Place(field));
    }

    private AbiFunction Function(string name, MethodInfo method) => new(
        name,
        new AbiValue("", CType(method.ReturnType, method.ReturnParameter, Place(method))),
        [.. method.GetParameters().Select(parameter => new AbiValue(parameter.Name!, CType(parameter.ParameterType, parameter, Place(method))))],
        Place(method));

    // The C type that a C# type is, at a place whose attributes say what C# cannot.
    private string CType(Type type, ICustomAttributeProvider at, string place)
    {
        if (type.IsFunctionPointer)
        {
            string name = CName(at) ?? throw new InvalidOperationException($"{place}: a function pointer needs a CName");
            AbiFunction callback = new(
                name,
                new AbiValue("", CType(type.GetFunctionPointerReturnType(), type, place)),
                [.. type.GetFunctionPointerParameterTypes().Select(parameter => new AbiValue("", CType(parameter, parameter, place)))],
                place);
            if (!_callbacks.TryAdd(name, callback) && !callback.Parameters.SequenceEqual(_callbacks[name].Parameters))
            {
                throw new InvalidOperationException($"{place}: another {name} than at {_callbacks[name].Place}");
            }

            return name;
        }

        int levels = 0;
        for (; type.IsPointer; levels++)
        {
            type = type.GetElementType()!;
        }

        bool isConst = at.IsDefined(typeof(ConstAttribute), inherit: false);
        string stars = levels == 0 ? "" : " *" + string.Concat(Enumerable.Repeat(isConst ? "const *" : "*", levels - 1));
        return (isConst ? "const " : "") + Base(type, place) + stars;
    }

    private static string Base(Type type, string place) => CName(type) ?? Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => "int32_t",
        TypeCode.UInt32 => "uint32_t",
        TypeCode.Int64 => "int64_t",
        TypeCode.UInt64 => "uint64_t",
        TypeCode.Byte => "char",
        TypeCode.Char => "uint16_t",
        _ when type == typeof(nuint) => "size_t",
        _ when type == typeof(void) => "void",
        _ => throw new InvalidOperationException($"{place}: no C type is known for {type}"),
    };

    private static string? CName(ICustomAttributeProvider of) => of.GetCustomAttributes(typeof(CNameAttribute), inherit: false).Cast<CNameAttribute>().SingleOrDefault()?.Name;

    private static string Number(FieldInfo constant) => Convert.ToString(Convert.ToInt64(constant.GetRawConstantValue(), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Place(MemberInfo member) => $"{member.DeclaringType!.Name}.{member.Name}";

    private static string SnakeCase(string name) => Hump().Replace(name, "$1_$2").ToLowerInvariant();

    private static int SizeOf(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex Hump();

    // Its padding shows how T is aligned.
    [StructLayout(LayoutKind.Sequential)]
    private struct Padded<T>
    {
        public byte First;
        public T Second;
    }
}
