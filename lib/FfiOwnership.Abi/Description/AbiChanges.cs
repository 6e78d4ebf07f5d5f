using System.Text.RegularExpressions;

namespace FfiOwnership.Abi.Description;

/// <summary>What became of the ABI since it was accepted, and what that means for programs that exist already.</summary>
internal static partial class AbiChanges
{
    private const string AbiVersionEnding = "_ABI_VERSION";

    /// <summary>The changes, each beginning with "breaking" or "addition".</summary>
    /// <remarks>
    /// Breaking is what is gone or says something else than before. New items break nobody, nor does a struct that tells its
    /// size and grew at its end.
    /// </remarks>
    public static IEnumerable<string> Between(AbiDescription before, AbiDescription after)
    {
        Dictionary<string, AbiFact> now = Lasting(after).ToDictionary(fact => fact.Item);
        HashSet<string> grown = [.. before.Structs.Where(old => after.Structs.Any(item => item.Name == old.Name && old.IsVersioned && item.Size > old.Size && item.Alignment == old.Alignment)).Select(item => item.Name)];
        foreach (AbiFact old in Lasting(before))
        {
            if (!now.Remove(old.Item, out AbiFact? fact))
            {
                yield return $"breaking: {old.Item} is gone ({old.Value})";
            }
            else if (old.Value != fact.Value)
            {
                yield return grown.Contains(old.Item)
                    ? $"addition: {old.Item} grew at its end ({fact.Place}: {old.Value} before, {fact.Value} now)"
                    : $"breaking: {old.Item} was {old.Value}, {fact.Place} says {fact.Value}";
            }
        }

        foreach (AbiFact added in now.Values)
        {
            yield return $"addition: {added.Item} ({added.Place}: {added.Value})";
        }
    }

    /// <summary>What to tell whoever changed the ABI.</summary>
    public static string Verdict(AbiDescription before, AbiDescription after)
    {
        string[] changes = [.. Between(before, after)];
        string? version = before.Number(AbiVersionEnding);
        string? now = after.Number(AbiVersionEnding);
        bool isBreaking = changes.Any(IsBreaking);
        string verdict = isBreaking && version == null ? "This is breaking for programs built so far: raise the library's major version, or take the change back."
            : isBreaking && now == version ? $"This is breaking for programs built so far, and {NameOfVersion(before)} is still {version}: raise it, or take the change back."
            : isBreaking ? $"{NameOfVersion(before)} was raised from {version} to {now}, so what it takes away may go."
            : changes.Length > 0 ? "Nothing that was there has changed."
            : "Only names of parameters or versions changed, if anything.";
        return string.Join('\n', changes.Prepend(verdict));
    }

    /// <summary>Whether a change breaks programs.</summary>
    public static bool IsBreaking(string change) => change.StartsWith("breaking", StringComparison.Ordinal);

    private static string NameOfVersion(AbiDescription description) => description.Constants.First(constant => constant.Name.EndsWith(AbiVersionEnding, StringComparison.Ordinal)).Name;

    // Versions change with every release, and are meant to.
    private static IEnumerable<AbiFact> Lasting(AbiDescription description) =>
        description.Facts(inC: true).Where(fact => !Version().IsMatch(fact.Item));

    [GeneratedRegex("_VERSION(_MAJOR|_MINOR|_PATCH|_NUMBER)?$")]
    private static partial Regex Version();
}
