namespace FfiOwnership.Abi.Description;

/// <summary>The ABI as one source describes it: the header, the C# types and exports, or the accepted description.</summary>
internal sealed record AbiDescription
{
    /// <summary>Who says so, as messages name it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it is told in C, which knows typedefs, const in a callback, and whose a pointer is; C# has no words for these.</summary>
    public bool SpeaksC { get; init; } = true;

    /// <summary>Whether it marks pointers to const at all; where it does, one without the mark is a pointer to what is written.</summary>
    public bool MarksConst { get; init; } = true;

    /// <summary>The names of those structs and enums that are another library's: its own header declares them, this one's may.</summary>
    public IReadOnlySet<string> Foreign { get; init; } = new HashSet<string>();

    /// <summary>Numbers that C has as macros.</summary>
    public IReadOnlyList<AbiConstant> Constants { get; init; } = [];

    /// <summary>Second names of integers.</summary>
    public IReadOnlyList<AbiAlias> Aliases { get; init; } = [];

    /// <summary>Enums.</summary>
    public IReadOnlyList<AbiEnum> Enums { get; init; } = [];

    /// <summary>Structs.</summary>
    public IReadOnlyList<AbiStruct> Structs { get; init; } = [];

    /// <summary>Types of functions that the caller supplies.</summary>
    public IReadOnlyList<AbiFunction> Callbacks { get; init; } = [];

    /// <summary>Functions.</summary>
    public IReadOnlyList<AbiFunction> Functions { get; init; } = [];

    /// <summary>All of it as single statements, to be compared one by one.</summary>
    /// <param name="inC">Also those that only C can make; types then keep their second names.</param>
    public IEnumerable<AbiFact> Facts(bool inC) =>
        Constants.Select(constant => new AbiFact(constant.Name, constant.Value, constant.Place))
            .Concat(inC ? Aliases.Select(alias => new AbiFact(alias.Name, $"{alias.Type}, {alias.Size} bytes", alias.Place)) : [])
            .Concat(Enums.SelectMany(item => EnumFacts(item, inC)))
            .Concat(Structs.SelectMany(item => StructFacts(item, inC)))
            .Concat(Callbacks.SelectMany(item => FunctionFacts(item, inC, type => inC ? type : CTypes.WithoutConst(Plain(type)))))
            .Concat(Functions.SelectMany(item => FunctionFacts(item, inC, type => inC ? type : Plain(type))));

    private static IEnumerable<AbiFact> EnumFacts(AbiEnum item, bool inC) =>
        item.Values.Select(value => new AbiFact($"{item.Name}, {value.Name}", value.Value, value.Place))
            .Concat(inC ? item.Values.Select(value => new AbiFact($"{item.Name}, {value.Name}, since", value.Since, value.Place)) : [])
            .Prepend(new AbiFact(item.Name, $"{item.Size} bytes, {(item.IsSigned ? "signed" : "unsigned")}", item.Place));

    private IEnumerable<AbiFact> StructFacts(AbiStruct item, bool inC)
    {
        yield return new AbiFact(item.Name, $"{item.Size} bytes, aligned to {item.Alignment}", item.Place);
        foreach (AbiField field in item.Fields)
        {
            string name = $"{item.Name}.{field.Name}";
            yield return new AbiFact(name, $"{(inC ? field.Type : Plain(field.Type))} at {field.Offset}, {field.Size} bytes", field.Place);
            if (inC)
            {
                yield return new AbiFact($"{name}, ownership", field.Ownership, field.Place);
                yield return new AbiFact($"{name}, since", field.Since, field.Place);
            }
        }
    }

    private static IEnumerable<AbiFact> FunctionFacts(AbiFunction item, bool inC, Func<string, string> told)
    {
        yield return new AbiFact(item.Name, item.Parameters.Count == 1 ? "1 parameter" : $"{item.Parameters.Count} parameters", item.Place);
        yield return new AbiFact($"{item.Name}, result", told(item.Result.Type), item.Place);
        foreach ((int index, AbiValue parameter) in item.Parameters.Index())
        {
            yield return new AbiFact($"{item.Name}, parameter {index + 1}", told(parameter.Type), item.Place);
        }

        if (inC)
        {
            yield return new AbiFact($"{item.Name}, since", item.Since, item.Place);
        }

        foreach ((int index, AbiValue value) in inC ? item.Parameters.Prepend(item.Result).Index() : [])
        {
            string which = index == 0 ? "result" : $"parameter {index}";
            yield return new AbiFact($"{item.Name}, {which}, ownership", string.Join(", freed by ", value.FreedBy.Prepend(value.Ownership)), item.Place);
        }
    }

    /// <summary>The value of the constant whose name ends so; null if there is none.</summary>
    public string? Number(string ending) => Constants.FirstOrDefault(constant => constant.Name.EndsWith(ending, StringComparison.Ordinal))?.Value;

    /// <summary>The type without second names, which C# does not have.</summary>
    public string Plain(string type)
    {
        // A second name may stand for another one.
        for (int depth = 0; depth < 16; depth++)
        {
            string name = CTypes.Base(type);
            if (Aliases.FirstOrDefault(alias => alias.Name == name) is not { } alias)
            {
                break;
            }

            type = CTypes.WithBase(type, alias.Type);
        }

        return type;
    }
}
