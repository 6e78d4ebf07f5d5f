namespace FfiOwnership.Abi.Description;

/// <summary>Two descriptions side by side.</summary>
internal static class AbiComparison
{
    /// <summary>Everything that one of the two says otherwise than the other, or not at all; each names both and the places.</summary>
    public static IEnumerable<string> Differences(AbiDescription left, AbiDescription right)
    {
        bool inC = left.SpeaksC && right.SpeaksC;
        Dictionary<string, AbiFact> others = right.Facts(inC).ToDictionary(fact => fact.Item);
        foreach (AbiFact fact in left.Facts(inC))
        {
            if (!others.Remove(fact.Item, out AbiFact? other))
            {
                yield return $"{fact.Item}: {fact.Place} has it ({fact.Value}), {right.Source} has not";
            }
            else if (fact.Value != other.Value)
            {
                yield return $"{fact.Item}: {fact.Place} says {fact.Value}, {other.Place} says {other.Value}";
            }
        }

        foreach (AbiFact fact in others.Values)
        {
            yield return $"{fact.Item}: {fact.Place} has it ({fact.Value}), {left.Source} has not";
        }
    }

    /// <summary>The functions that only one of the header and the library's symbols has, or that they have since different versions.</summary>
    /// <param name="header">The header.</param>
    /// <param name="exported">The library's functions, with the versions of their nodes; null where one has none.</param>
    public static IEnumerable<string> Differences(AbiDescription header, IReadOnlyDictionary<string, string?> exported) =>
        header.Functions.Where(function => !exported.ContainsKey(function.Name))
            .Select(function => $"{function.Name}: {function.Place} declares it, the library does not export it")
            .Concat(header.Functions.Where(function => exported.GetValueOrDefault(function.Name) is string version && version != function.Since)
                .Select(function => $"{function.Name}: {function.Place} has it since {function.Since}, the library's symbol is of {exported[function.Name]}"))
            .Concat(exported.Keys.Except(header.Functions.Select(function => function.Name))
                .Select(name => $"{name}: the library exports it, {header.Source} does not declare it"));
}
