namespace FfiOwnership.Tests.Abi.Description;

/// <summary>What became of the ABI since it was accepted, and what that means for programs that exist already.</summary>
internal static class AbiChanges
{
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
        string version = Version(before);
        bool isBreaking = changes.Any(change => change.StartsWith("breaking", StringComparison.Ordinal));
        string verdict = isBreaking && Version(after) == version ? $"This is breaking for programs built so far, and FFO_ABI_VERSION is still {version}: raise it, or take the change back."
            : isBreaking ? $"FFO_ABI_VERSION was raised from {version} to {Version(after)}, so what it takes away may go."
            : changes.Length > 0 ? "Nothing that was there has changed."
            : "Only names of parameters or versions changed.";
        return string.Join('\n', changes.Prepend(verdict));
    }

    private static string Version(AbiDescription description) => description.Constants.Single(constant => constant.Name == "FFO_ABI_VERSION").Value;

    // Versions change with every release, and are meant to.
    private static IEnumerable<AbiFact> Lasting(AbiDescription description) =>
        description.Facts(inC: true).Where(fact => !fact.Item.StartsWith("FFO_VERSION_", StringComparison.Ordinal) && fact.Item != "FFO_ABI_VERSION");
}
