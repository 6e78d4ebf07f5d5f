namespace FfiOwnership.Abi.Description;

/// <summary>What the names of a library's functions begin with: <c>acme_</c>.</summary>
internal static class NamePrefix
{
    /// <summary>The longest beginning that all names share, up to an underscore; empty: there is none.</summary>
    public static string Of(IEnumerable<string> names)
    {
        string? shared = null;
        foreach (string name in names)
        {
            shared = shared == null ? name : shared[..shared.Zip(name).TakeWhile(pair => pair.First == pair.Second).Count()];
        }

        return shared == null ? "" : shared[..(shared.LastIndexOf('_') + 1)];
    }
}
