using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FfiOwnership.Abi.Description;

/// <summary>A description as <c>share/abi.json</c> has it, one item a line, so that a change is a difference of a line.</summary>
internal static class AbiJson
{
    private static readonly JsonSerializerOptions Inline = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>With lines and indents, for who reads it.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Inline) { WriteIndented = true };

    /// <summary>Writes a description. Versions are there if the header has them: macros that end in _VERSION_MAJOR, _MINOR and _PATCH, and in _ABI_VERSION.</summary>
    /// <param name="description">The description.</param>
    /// <param name="library">The library's name.</param>
    public static string Write(AbiDescription description, string library)
    {
        JsonObject root = new() { ["library"] = library };
        if (description.Number("_VERSION_MAJOR") is string major)
        {
            root["version"] = $"{major}.{description.Number("_VERSION_MINOR")}.{description.Number("_VERSION_PATCH")}";
        }

        if (description.Number("_ABI_VERSION") is string abi)
        {
            root["abi_version"] = JsonNode.Parse(abi);
        }

        root["constants"] = Array(description.Constants, Write);
        root["types"] = Array([.. description.Aliases.Select(Write), .. description.Structs.Select(Write), .. description.Callbacks.Select(item => Write(item, "callback"))], item => item);
        root["enums"] = Array(description.Enums, Write);
        root["functions"] = Array(description.Functions, item => Write(item, null));
        StringBuilder text = new("{\n");
        foreach ((int index, (string name, JsonNode? node)) in root.Index())
        {
            text.Append("  \"").Append(name).Append("\": ");
            Format(text, node!, 2);
            text.Append(index < root.Count - 1 ? ",\n" : "\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>Reads one back.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="source">Who says so, for messages.</param>
    /// <exception cref="AbiException">The text is no description.</exception>
    public static AbiDescription Read(string text, string source)
    {
        try
        {
            return Read(JsonNode.Parse(text)!, source);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new AbiException($"{source} is no description of an ABI: {e.Message}");
        }
    }

    private static AbiDescription Read(JsonNode root, string source)
    {
        JsonNode[] types = [.. Items(root, "types")];
        IEnumerable<JsonNode> OfKind(string kind) => types.Where(type => Text(type, "kind") == kind);
        return new AbiDescription
        {
            Source = source,
            Constants = [.. Items(root, "constants").Select(item => Constant(item, source))],
            Aliases = [.. OfKind("alias").Select(item => new AbiAlias(Text(item, "name"), Text(item, "type"), Number(item, "size"), source))],
            Structs = [.. OfKind("struct").Select(item => new AbiStruct(Text(item, "name"), Number(item, "size"), Number(item, "alignment"), [.. Items(item, "fields").Select(field => Field(field, source))], source))],
            Callbacks = [.. OfKind("callback").Select(item => Function(item, source))],
            Enums = [.. Items(root, "enums").Select(item => new AbiEnum(Text(item, "name"), Number(item, "size"), Property(item, "signed").GetValue<bool>(), [.. Items(item, "values").Select(value => Constant(value, source) with { Since = Text(value, "since") })], source))],
            Functions = [.. Items(root, "functions").Select(item => Function(item, source))],
        };
    }

    private static JsonObject Write(AbiConstant item) => new() { ["name"] = item.Name, ["value"] = JsonNode.Parse(item.Value) };

    private static JsonObject Write(AbiAlias item) => new() { ["name"] = item.Name, ["kind"] = "alias", ["type"] = item.Type, ["size"] = item.Size, ["alignment"] = item.Size };

    private static JsonObject Write(AbiEnum item) => new() { ["name"] = item.Name, ["size"] = item.Size, ["signed"] = item.IsSigned, ["values"] = Array(item.Values, WriteValue) };

    private static JsonObject WriteValue(AbiConstant item)
    {
        JsonObject written = Write(item);
        written["since"] = item.Since;
        return written;
    }

    private static JsonObject Write(AbiStruct item) => new()
    {
        ["name"] = item.Name,
        ["kind"] = "struct",
        ["size"] = item.Size,
        ["alignment"] = item.Alignment,
        ["versioned"] = item.IsVersioned,
        ["fields"] = Array(item.Fields, field => new JsonObject { ["name"] = field.Name, ["type"] = field.Type, ["offset"] = field.Offset, ["size"] = field.Size, ["ownership"] = field.Ownership, ["since"] = field.Since }),
    };

    private static JsonObject Write(AbiFunction item, string? kind)
    {
        JsonObject written = new() { ["name"] = item.Name };
        if (kind != null)
        {
            written["kind"] = kind;
            written["size"] = 8;
            written["alignment"] = 8;
        }

        written["since"] = item.Since;
        written["returns"] = Write(item.Result);
        written["parameters"] = Array(item.Parameters, Write);
        return written;
    }

    private static JsonObject Write(AbiValue value)
    {
        JsonObject written = value.Name.Length == 0 ? [] : new JsonObject { ["name"] = value.Name };
        written["type"] = value.Type;
        written["ownership"] = value.Ownership;
        if (value.FreedBy.Count > 0)
        {
            written["freed_by"] = new JsonArray([.. value.FreedBy.Select(name => JsonValue.Create(name))]);
        }

        return written;
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> write) => new([.. items.Select(write)]);

    // An array of objects has a line for each; everything else stands in its line.
    private static void Format(StringBuilder text, JsonNode node, int indent)
    {
        switch (node)
        {
            case JsonArray array when array.All(item => item is JsonObject):
                text.Append('[');
                foreach ((int index, JsonNode? item) in array.Index())
                {
                    text.Append(index == 0 ? "\n" : ",\n").Append(' ', indent + 2);
                    Format(text, item!, indent + 2);
                }

                text.Append(array.Count == 0 ? "]" : $"\n{new string(' ', indent)}]");
                break;
            case JsonObject item:
                text.Append("{ ");
                foreach ((int index, (string name, JsonNode? value)) in item.Index())
                {
                    text.Append(index == 0 ? "" : ", ").Append('"').Append(name).Append("\": ");
                    Format(text, value!, indent);
                }

                text.Append(" }");
                break;
            case JsonArray names:
                text.Append('[').AppendJoin(", ", names.Select(name => name!.ToJsonString(Inline))).Append(']');
                break;
            default:
                text.Append(node.ToJsonString(Inline));
                break;
        }
    }

    private static AbiConstant Constant(JsonNode item, string source) => new(Text(item, "name"), Property(item, "value").ToJsonString(), source);

    private static AbiField Field(JsonNode item, string source) => new(Text(item, "name"), Text(item, "type"), Number(item, "offset"), Number(item, "size"), Text(item, "ownership"), source, Text(item, "since"));

    private static AbiFunction Function(JsonNode item, string source) => new(Text(item, "name"), Value(Property(item, "returns")), [.. Items(item, "parameters").Select(Value)], source, Text(item, "since"));

    private static AbiValue Value(JsonNode item) => new(item["name"]?.GetValue<string>() ?? "", Text(item, "type"), Text(item, "ownership"), [.. (item["freed_by"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())]);

    private static IEnumerable<JsonNode> Items(JsonNode node, string name) => Property(node, name).AsArray().Select(item => item!);

    private static string Text(JsonNode node, string name) => Property(node, name).GetValue<string>();

    private static long Number(JsonNode node, string name) => Property(node, name).GetValue<long>();

    private static JsonNode Property(JsonNode node, string name) => node[name] ?? throw new JsonException($"it lacks \"{name}\"");
}
