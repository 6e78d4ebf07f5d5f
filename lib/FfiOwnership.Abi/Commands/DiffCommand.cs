using System.Text.Json.Nodes;
using FfiOwnership.Abi.Description;

namespace FfiOwnership.Abi.Commands;

/// <summary><c>diff</c>: what has changed, and what that means for programs that exist already.</summary>
internal static class DiffCommand
{
    public static int Run(string old, string present, bool isJson)
    {
        AbiDescription before = Read(old);
        AbiDescription after = Read(present);
        string[] changes = [.. AbiChanges.Between(before, after)];
        bool isBreaking = changes.Any(AbiChanges.IsBreaking);
        if (isJson)
        {
            JsonObject answer = new()
            {
                ["breaking"] = isBreaking,
                ["changes"] = new JsonArray([.. changes.Select(change => (JsonNode)new JsonObject
                {
                    ["breaking"] = AbiChanges.IsBreaking(change),
                    ["change"] = change[(change.IndexOf(": ", StringComparison.Ordinal) + 2)..],
                })]),
            };
            Console.WriteLine(answer.ToJsonString(AbiJson.Indented));
        }
        else
        {
            Console.WriteLine(AbiChanges.Verdict(before, after));
        }

        return isBreaking ? ExitStatus.Bad : ExitStatus.Good;
    }

    private static AbiDescription Read(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
        ? AbiJson.Read(File.ReadAllText(path), Path.GetFileName(path))
        : HeaderReader.Read(path, out _);
}
