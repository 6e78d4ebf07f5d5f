using System.Text.Json;
using System.Text.RegularExpressions;

namespace FfiOwnership.Packaging;

/// <summary>C's types as C# has them.</summary>
internal sealed partial class CTypes
{
    private static readonly Dictionary<string, string> Simple = new()
    {
        ["void"] = "void",
        ["char"] = "byte",
        ["int8_t"] = "sbyte",
        ["uint8_t"] = "byte",
        ["int16_t"] = "short",
        ["uint16_t"] = "ushort",
        ["int32_t"] = "int",
        ["uint32_t"] = "uint",
        ["int64_t"] = "long",
        ["uint64_t"] = "ulong",
        ["size_t"] = "nuint",
        ["float"] = "float",
        ["double"] = "double",
    };

    private readonly Dictionary<string, string> _names = new(Simple);

    /// <summary>Knows the types of the description as well: an alias is what it stands for, a callback a function pointer.</summary>
    /// <param name="types">The description's.</param>
    public CTypes(JsonElement types)
    {
        // Callbacks take pointers to structs, which have their own names, and come last.
        foreach (JsonElement type in types.EnumerateArray().OrderBy(type => type.GetProperty("kind").GetString() == "callback"))
        {
            string name = type.GetProperty("name").GetString()!;
            _names[name] = type.GetProperty("kind").GetString() switch
            {
                "alias" => Name(type.GetProperty("type").GetString()!),
                "callback" => FunctionPointer(type),
                _ => name,
            };
        }
    }

    /// <summary>The type of a parameter or a result.</summary>
    /// <param name="type">As C writes it, such as <c>const char *const *</c>.</param>
    public string Name(string type)
    {
        string named = Const().Replace(type, "").Replace(" ", "", StringComparison.Ordinal);
        string plain = named.TrimEnd('*');

        // Enums are known by their own names.
        return (_names.TryGetValue(plain, out string? name) ? name : plain) + named[plain.Length..];
    }

    /// <summary>A field: type and name, of an array as well.</summary>
    /// <param name="type">As C writes it, such as <c>char[64]</c>.</param>
    /// <param name="name">The field's.</param>
    public string Field(string type, string name) =>
        Array().Match(type) is { Success: true } array ? $"fixed {Name(array.Groups[1].Value)} @{name}[{array.Groups[2].Value}]" : $"{Name(type)} @{name}";

    private string FunctionPointer(JsonElement type)
    {
        IEnumerable<JsonElement> values = type.GetProperty("parameters").EnumerateArray().Append(type.GetProperty("returns"));
        return $"delegate* unmanaged[Cdecl]<{string.Join(", ", values.Select(value => Name(value.GetProperty("type").GetString()!)))}>";
    }

    [GeneratedRegex(@"\bconst\b")]
    private static partial Regex Const();

    [GeneratedRegex(@"^(\w+)\[(\d+)\]$")]
    private static partial Regex Array();
}
