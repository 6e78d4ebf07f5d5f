using System.Text.RegularExpressions;

namespace FfiOwnership.Abi.Description;

/// <summary>Types as C writes them: <c>const char *const *</c>.</summary>
internal static partial class CTypes
{
    /// <summary>The name in a type: <c>char</c>.</summary>
    public static string Base(string type) => Name().Match(type).Groups[1].Value;

    /// <summary>The same type of something else.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The name that stands in it then.</param>
    public static string WithBase(string type, string name)
    {
        Group old = Name().Match(type).Groups[1];
        return type[..old.Index] + name + type[(old.Index + old.Length)..];
    }

    /// <summary>The type without const.</summary>
    public static string WithoutConst(string type) => type.Replace("const ", "", StringComparison.Ordinal);

    /// <summary>The type without const, wherever that stands.</summary>
    public static string WithoutAnyConst(string type) => Const().Replace(type, "");

    /// <summary>The fixed-width name of an integer that C has several names for; other names stay.</summary>
    public static string FixedWidth(string name) => name switch
    {
        "signed char" => "int8_t",
        "unsigned char" => "uint8_t",
        "short" => "int16_t",
        "unsigned short" => "uint16_t",
        "int" => "int32_t",
        "unsigned int" => "uint32_t",
        "long long" => "int64_t",
        "unsigned long long" => "uint64_t",
        "_Bool" => "bool",
        _ => name,
    };

    [GeneratedRegex(@"\bconst\b")]
    private static partial Regex Const();

    // Of several words where an integer has them, without const.
    [GeneratedRegex(@"^(?:const )?((?:(?:signed|unsigned|long|short) )*(?!const\b)[A-Za-z_][A-Za-z0-9_]*)")]
    private static partial Regex Name();
}
