using System.Text.RegularExpressions;
using FfiOwnership.Abi.Description;

namespace FfiOwnership.HeaderCheck;

/// <summary>The code's types as the header has them: what the ledger calls ffo_status is the library's own status, or the integer that it is.</summary>
internal sealed partial class CodeTypes
{
    private const string ForeignPrefix = "ffo_";

    // Second types of the same size and sign.
    private static readonly string[][] Integers =
    [
        ["int", "long", "long long"],
        ["unsigned int", "unsigned long", "unsigned long long"],
    ];

    private static readonly HashSet<string> Signed = ["int16_t", "int32_t", "int64_t", "intptr_t"];
    private static readonly HashSet<string> Unsigned = ["uint16_t", "uint32_t", "uint64_t", "size_t"];

    private readonly AbiDescription _code;
    private readonly HeaderDeclarations _header;

    public CodeTypes(AbiDescription code, HeaderDeclarations header)
    {
        _code = code;
        _header = header;
        Prefix = NamePrefix.Of(code.Functions.Select(function => function.Name));
    }

    /// <summary>What the names of the library's functions begin with.</summary>
    public string Prefix { get; }

    /// <summary>A name of the ledger's, with the library's prefix.</summary>
    public string Renamed(string name) => name.StartsWith(ForeignPrefix, StringComparison.OrdinalIgnoreCase)
        ? (char.IsUpper(name[0]) ? Prefix.ToUpperInvariant() : Prefix) + name[ForeignPrefix.Length..]
        : name;

    /// <summary>Whether the header has a type of that name.</summary>
    public bool IsDeclared(string name) => _header.Typedefs.ContainsKey(name) || _header.Structs.ContainsKey(name);

    /// <summary>The struct behind a pointer that is known by its fields only: the ledger's vec, which each library calls as it likes. Null: it is another type.</summary>
    public AbiStruct? Shape(string type) => !IsDeclared(CTypes.Base(type)) && !IsDeclared(Renamed(CTypes.Base(type))) && type.EndsWith('*')
        ? _code.Structs.FirstOrDefault(item => item.Name == CTypes.Base(type) && _code.Foreign.Contains(item.Name))
        : null;

    /// <summary>A type in C, for the compiler and for messages; null: it has no name there.</summary>
    public string? InC(string type)
    {
        string name = CTypes.Base(type);
        string? found = IsDeclared(name) ? name : IsDeclared(Renamed(name)) ? Renamed(name)
            : _code.Enums.FirstOrDefault(item => item.Name == name) is { } number ? $"{(number.IsSigned ? "" : "u")}int{8 * number.Size}_t"
            : _code.Structs.Any(item => item.Name == name) || _code.Callbacks.Any(item => item.Name == name) ? null
            : name == "bool" ? "_Bool"
            : name;
        return found == null ? null : CTypes.WithBase(type, !_header.Typedefs.ContainsKey(found) && _header.Structs.ContainsKey(found) ? $"struct {found}" : found);
    }

    /// <summary>A type, or any text of C's, with char for each type of one byte: they are one to the caller, and to the comparison.</summary>
    public static string WithOneByte(string text) => OneByte().Replace(text, "char");

    /// <summary>The types that are integers of the same size and sign, maybe of another name, on this system.</summary>
    public IEnumerable<string> Similar(string type)
    {
        string name = CTypes.Base(InC(type) ?? type);
        string[] others = Signed.Contains(name) ? Integers[0] : Unsigned.Contains(name) ? Integers[1] : [];
        return others.Select(other => CTypes.WithBase(type, other));
    }

    [GeneratedRegex(@"\b(?:u?int8_t|_Bool|bool|(?:un)?signed\s+char)\b")]
    private static partial Regex OneByte();
}
