using System.Text;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>No text in the core names a function, a macro or the library of the C ABI: another library may be built on the core.</summary>
/// <remarks>
/// Attributes are not texts: they say which C type a C# type is. A name that is put together from pieces when it is needed is
/// not found.
/// </remarks>
internal static partial class NameRule
{
    /// <summary>Where an assembly breaks it; one line each.</summary>
    /// <param name="module">The assembly.</param>
    /// <param name="functions">The functions that the header declares.</param>
    public static IReadOnlyList<string> Broken(ModuleDefinition module, IReadOnlySet<string> functions) =>
    [
        .. from literal in Literals(module)
           from name in Word().Matches(literal.Text).Select(match => match.Value)
           where !name.StartsWith("ffo_", StringComparison.Ordinal) || functions.Contains(name)
           select $"{literal.Where} says \"{literal.Text.TrimEnd('\0').Replace("\n", "\\n", StringComparison.Ordinal)}\": {name} is a name of the C library",
    ];

    /// <summary>All texts of an assembly, with the member that says each.</summary>
    public static IReadOnlyList<(string Where, string Text)> Literals(ModuleDefinition module)
    {
        ILookup<object, string> users = module.Bodies()
            .SelectMany(method => method.Body.Instructions.Select(instruction => (instruction.Operand, Method: method.Spelling())))
            .Where(use => use.Operand is FieldDefinition or string)
            .Distinct()
            .ToLookup(use => use.Operand, use => use.Method);
        FieldDefinition[] fields = [.. module.GetTypes().SelectMany(type => type.Fields)];
        return
        [
            .. from strings in users
               where strings.Key is string
               from method in strings
               select (method, (string)strings.Key),
            .. from field in fields
               where field.Constant is string
               select (field.Spelling(), (string)field.Constant),

            // What stands behind u8 and behind constant arrays: data that its users' code points to. An array may be of UTF-16.
            .. from field in fields
               where field.InitialValue.Length > 0
               from text in new[] { Encoding.Latin1.GetString(field.InitialValue), Encoding.Unicode.GetString(field.InitialValue) }
               from user in users[field].DefaultIfEmpty(field.Spelling())
               select (user, text),
        ];
    }

    [GeneratedRegex(@"FFO_\w*|ffi_ownership|ffo_[a-z]\w*", RegexOptions.ECMAScript)]
    private static partial Regex Word();
}
