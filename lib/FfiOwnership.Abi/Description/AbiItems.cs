namespace FfiOwnership.Abi.Description;

/// <summary>One statement about one item.</summary>
/// <param name="Item">What it is about: <c>ffo_vec.data</c>.</param>
/// <param name="Value">What it says.</param>
/// <param name="Place">Where: a file and line, or a member.</param>
internal sealed record AbiFact(string Item, string Value, string Place);

/// <summary>A number with a name: a macro, or an enumerator, which says the version that had it first.</summary>
internal sealed record AbiConstant(string Name, string Value, string Place, string Since = AbiVersion.First);

/// <summary>A second name of an integer type.</summary>
internal sealed record AbiAlias(string Name, string Type, long Size, string Place);

/// <summary>An enum.</summary>
internal sealed record AbiEnum(string Name, long Size, bool IsSigned, IReadOnlyList<AbiConstant> Values, string Place);

/// <summary>A struct; sizes and offsets are bytes.</summary>
internal sealed record AbiStruct(string Name, long Size, long Alignment, IReadOnlyList<AbiField> Fields, string Place)
{
    /// <summary>Whether it begins with its size, and so may grow at its end.</summary>
    public bool IsVersioned => Fields is [{ Name: "struct_size" }, ..];
}

/// <summary>A field of a struct.</summary>
internal sealed record AbiField(string Name, string Type, long Offset, long Size, string Ownership, string Place, string Since = AbiVersion.First);

/// <summary>A parameter or a result: its C type, whose it is, and the calls that free it.</summary>
internal sealed record AbiValue(string Name, string Type, string Ownership = AbiOwnership.None, IReadOnlyList<string>? Freeing = null)
{
    /// <summary>The calls that free it; none for what is not owned.</summary>
    public IReadOnlyList<string> FreedBy { get; } = Freeing ?? [];
}

/// <summary>A function or callback type.</summary>
internal sealed record AbiFunction(string Name, AbiValue Result, IReadOnlyList<AbiValue> Parameters, string Place, string Since = AbiVersion.First)
{
    /// <summary>Whether another one has the same types.</summary>
    public bool HasSignatureOf(AbiFunction other) =>
        Result.Type == other.Result.Type && Parameters.Select(parameter => parameter.Type).SequenceEqual(other.Parameters.Select(parameter => parameter.Type));
}

/// <summary>Versions, as items say since which one they are there: <c>1.1</c>.</summary>
internal static class AbiVersion
{
    /// <summary>The one that had what does not say otherwise.</summary>
    public const string First = "1.0";
}

/// <summary>The header's words for whose a pointer or handle is.</summary>
internal static class AbiOwnership
{
    /// <summary>It is no pointer and no handle.</summary>
    public const string None = "none";

    /// <summary>The receiver's.</summary>
    public const string Owned = "owned";

    /// <summary>Its owner's still.</summary>
    public const string Borrowed = "borrowed";

    /// <summary>The library's, after success.</summary>
    public const string Taken = "taken";
}
