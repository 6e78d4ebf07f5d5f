using System.Text;
using FfiOwnership.Abi.Description;

namespace FfiOwnership.Abi.Commands;

/// <summary>The text of a first header. What no assembly says, such as whose a pointer is, follows from how the toolkit's exports are made.</summary>
/// <param name="code">The assembly's exports and types.</param>
/// <param name="library">The library's name.</param>
/// <param name="prefix">What its names begin with: <c>acme_</c>.</param>
/// <param name="summaries">Comments of types and methods, by their places.</param>
internal sealed class HeaderDraft(AbiDescription code, string library, string prefix, IReadOnlyDictionary<string, string> summaries)
{
    private readonly StringBuilder _text = new();
    private readonly string _capitals = prefix.ToUpperInvariant();

    /// <summary>Writes it.</summary>
    public string Write()
    {
        string guard = $"{library.ToUpperInvariant()}_H";
        _text.Append($"""
            /* {library}.h - what it does.
             *
             * What is made is ended once, with the function that its comment names. A function that makes something returns it,
             * or NULL or 0, with the status in its last parameter, which may be NULL; any other one returns its status. A call
             * that fails changes nothing and leaves its out parameters zero.
             *
             * Each pointer parameter's comment begins with one of four words. owned: its receiver's, who must end it. borrowed:
             * still its owner's; for the time of the call. copied: still its owner's, who keeps it. taken: the library's, if the
             * call succeeds. */
            #ifndef {guard}
            #define {guard}

            #include <stdbool.h>
            #include <stddef.h>
            #include <stdint.h>

            #ifdef __cplusplus
            extern "C" {"{"}
            #endif


            """);
        foreach (AbiEnum item in code.Enums)
        {
            WriteEnum(item);
        }

        // Names for numbers, such as handles.
        string[] known = [.. code.Structs.Select(item => item.Name), .. code.Enums.Select(item => item.Name), .. code.Callbacks.Select(item => item.Name)];
        foreach (string name in code.Functions.SelectMany(Types).Where(type => type.StartsWith(prefix, StringComparison.Ordinal) && !type.Contains('*', StringComparison.Ordinal)).Distinct().Except(known))
        {
            _text.Append($"/* A handle. 0 is none. */\ntypedef uint64_t {name};\n\n");
        }

        foreach (AbiStruct item in code.Structs)
        {
            WriteStruct(item);
        }

        foreach (AbiFunction item in code.Callbacks)
        {
            _text.Append($"/* Is called back.\n{Remarks(item)} */\ntypedef {Declarator(item.Result.Type)}(*{item.Name})({Parameters(item)});\n\n");
        }

        foreach (AbiFunction item in code.Functions)
        {
            _text.Append($"/* {summaries.GetValueOrDefault(item.Place, item.Place)}{(Remarks(item) is { Length: > 0 } remarks ? "\n" + remarks : "")} */\n{Declarator(item.Result.Type)}{item.Name}({Parameters(item)});\n\n");
        }

        return _text.Append($"#ifdef __cplusplus\n{"}"}\n#endif\n\n#endif\n").ToString();
    }

    private static IEnumerable<string> Types(AbiFunction item) => item.Parameters.Select(parameter => parameter.Type).Prepend(item.Result.Type);

    // Constants of the library's own belong to its statuses.
    private void WriteEnum(AbiEnum item)
    {
        bool isForeign = code.Foreign.Contains(item.Name);
        IEnumerable<AbiConstant> values = isForeign ? item.Values.Concat(code.Constants) : item.Values;
        _text.Append($"typedef {(item.IsSigned ? "" : "u")}int{8 * item.Size}_t {Own(item.Name)};\n\nenum {"{"}\n");
        _text.AppendJoin(",\n", values.Select(value => $"  {Own(value.Name)} = {value.Value}")).Append("\n};\n\n");
    }

    private void WriteStruct(AbiStruct item)
    {
        _text.Append($"/* {summaries.GetValueOrDefault(item.Place, item.Place)} */\ntypedef struct {Own(item.Name)} {"{"}\n");
        foreach (AbiField field in item.Fields)
        {
            string remark = field.Type.Contains('*', StringComparison.Ordinal) ? $" /* {(field.Type.StartsWith("const", StringComparison.Ordinal) ? "borrowed" : "owned by the struct")} */" : "";
            _text.Append($"  {Declarator(field.Type)}{field.Name}{Array(field.Type)};{remark}\n");
        }

        _text.Append($"{"}"} {Own(item.Name)};\n\n");
    }

    // A line for each pointer and handle.
    private string Remarks(AbiFunction item)
    {
        List<string> lines = [];
        bool isEnd = item.Name.EndsWith("_free", StringComparison.Ordinal) || item.Name.EndsWith("_close", StringComparison.Ordinal);
        foreach (AbiValue parameter in item.Parameters.Where(parameter => IsOwnable(parameter.Type)))
        {
            string word = isEnd ? "taken: NULL or 0 is no error"
                : parameter.Name == "status" ? "borrowed: may be NULL"
                : IsReceiving(parameter.Type) ? "borrowed: receives it"
                : "borrowed";
            lines.Add($" * @param {parameter.Name}  {word}");
        }

        if (IsOwnable(item.Result.Type))
        {
            lines.Add(item.Parameters is [.., { Name: "status" } status] && status.Type.EndsWith('*') ? $" * @return  owned: freed with {Freeing(item.Result.Type)}" : " * @return  borrowed");
        }

        return string.Join('\n', lines);
    }

    // A pointer to something that is written; a text is read.
    private static bool IsReceiving(string type) =>
        type.EndsWith('*') && !type.StartsWith("const", StringComparison.Ordinal) && type is not "void *" and not "char *" && !type.Contains("(*)", StringComparison.Ordinal);

    // The function that takes such a thing, by its name.
    private string Freeing(string type) => code.Functions
        .Where(function => function.Parameters is [{ Type: string first }] && first == type)
        .Select(function => function.Name)
        .FirstOrDefault(name => name.EndsWith("_free", StringComparison.Ordinal) || name.EndsWith("_close", StringComparison.Ordinal), $"{prefix}free");

    private bool IsOwnable(string type) => type.Contains('*', StringComparison.Ordinal)
        || type.StartsWith(prefix, StringComparison.Ordinal) && !code.Enums.Any(item => item.Name == type);

    private string Parameters(AbiFunction item) => item.Parameters.Count == 0 ? "void" : string.Join(", ", item.Parameters.Select((parameter, index) => Parameter(parameter, index)));

    private string Parameter(AbiValue parameter, int index)
    {
        string name = parameter.Name.Length == 0 ? $"value{index + 1}" : parameter.Name;
        return parameter.Type.Contains("(*)", StringComparison.Ordinal) ? parameter.Type.Replace("(*)", $"(*{name})", StringComparison.Ordinal) : Declarator(parameter.Type) + name;
    }

    // The type, and the space before a name.
    private string Declarator(string type)
    {
        string own = Own(type.Split('[')[0]);
        return own.EndsWith('*') ? own : own + " ";
    }

    private static string Array(string type) => type.Contains('[', StringComparison.Ordinal) ? type[type.IndexOf('[', StringComparison.Ordinal)..] : "";

    // What is another library's gets this one's prefix.
    private string Own(string name) => name.Replace("ffo_", prefix, StringComparison.Ordinal).Replace("FFO_", _capitals, StringComparison.Ordinal);
}
