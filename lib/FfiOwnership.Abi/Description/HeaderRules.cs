namespace FfiOwnership.Abi.Description;

/// <summary>What a header promises about itself: comments, attributes and types that agree.</summary>
/// <param name="functions">The functions, in order.</param>
/// <param name="callbacks">The callback types.</param>
/// <param name="macros">The names of its macros: a rule about one holds where it is there.</param>
/// <param name="constants">The names of all its enumerators and constants.</param>
/// <param name="handles">The names of its handle types.</param>
internal sealed class HeaderRules(
    IReadOnlyList<HeaderFunction> functions, IReadOnlyList<HeaderFunction> callbacks, IReadOnlyCollection<string> macros, IReadOnlySet<string> constants, IReadOnlySet<string> handles)
{
    private readonly string? _api = macros.FirstOrDefault(name => name.EndsWith("_API", StringComparison.Ordinal));
    private readonly string? _call = macros.FirstOrDefault(name => name.EndsWith("_CALL", StringComparison.Ordinal));
    private readonly string? _noDiscard = macros.FirstOrDefault(name => name.EndsWith("_NODISCARD", StringComparison.Ordinal));
    private readonly string? _freedBy = macros.FirstOrDefault(name => name.EndsWith("_FREED_BY", StringComparison.Ordinal));
    private readonly string _prefix = NamePrefix.Of(functions.Select(function => function.Item.Name)).ToUpperInvariant();

    /// <summary>The broken rules, each with the item and its line.</summary>
    public IEnumerable<string> Broken() =>
        functions.SelectMany(function => Ownership(function).Concat(Attributes(function)).Concat(Freeing(function)))
            .Concat(callbacks.SelectMany(callback => Ownership(callback).Concat(Missing(callback, _call))))
            .Concat(functions.SelectMany(function => function.Comment.Codes
                .Where(code => code.StartsWith(_prefix, StringComparison.Ordinal) && !constants.Contains(code))
                .Select(code => $"{Name(function)} mentions {code}, which is no status")));

    /// <summary>The rule of fields, if it is broken: a pointer's remark begins with a word, no other's does.</summary>
    public IEnumerable<string> BrokenByField(string name, string place, string type, string remark) =>
        IsOwnable(type) && !handles.Contains(type) && HeaderComment.Word(remark) == null ? [$"{name}: {place} does not say whose the {type} is"]
        : !IsOwnable(type) && HeaderComment.Word(remark) != null ? [$"{name}: {place} says \"{HeaderComment.Word(remark)}\" of a {type}"]
        : [];

    // Each pointer and handle has one of the four words, and nothing else has.
    private IEnumerable<string> Ownership(HeaderFunction function)
    {
        foreach (AbiValue parameter in function.Item.Parameters)
        {
            string remark = function.Comment.Of(parameter.Name);
            if (IsOwnable(parameter.Type) != (parameter.Ownership != AbiOwnership.None))
            {
                yield return $"{Name(function)}: its comment says \"{remark}\" of {parameter.Name}, which is a {parameter.Type}";
            }
        }

        AbiValue result = function.Item.Result;
        if (IsOwnable(result.Type) != (HeaderComment.Word(function.Comment.Result) != null))
        {
            yield return $"{Name(function)}: its comment says \"{function.Comment.Result}\" of the result, which is a {result.Type}";
        }

        foreach (string stranger in function.Comment.Parameters.Except(function.Item.Parameters.Select(parameter => parameter.Name)))
        {
            yield return $"{Name(function)}: its comment tells of {stranger}, which is no parameter";
        }
    }

    private IEnumerable<string> Attributes(HeaderFunction function)
    {
        bool isOwned = function.Item.Result.Ownership == AbiOwnership.Owned;
        bool isNoDiscard = _noDiscard == null ? isOwned : function.Macros.Contains(_noDiscard);
        return Missing(function, _api)
            .Concat(Missing(function, _call))
            .Concat(isOwned == isNoDiscard ? [] : [$"{Name(function)}: its comment says the result is {function.Item.Result.Ownership}, its declaration has {(isNoDiscard ? "an" : "no")} {_noDiscard}"]);
    }

    private static IEnumerable<string> Missing(HeaderFunction function, string? macro) =>
        macro == null || function.Macros.Contains(macro) ? [] : [$"{Name(function)}: its declaration lacks {macro}"];

    // The comment says what to free with; the attributes tell the compiler the same first, and maybe other functions. Each takes what it frees.
    private IEnumerable<string> Freeing(HeaderFunction function)
    {
        AbiValue result = function.Item.Result;
        string remark = function.Comment.Result;
        bool isOwned = result.Ownership == AbiOwnership.Owned;
        string? told = HeaderComment.FreeingCall(remark);
        if (handles.Contains(result.Type) || _freedBy == null)
        {
            if (isOwned && told == null)
            {
                yield return $"{Name(function)}: its comment does not say \"freed with\" a function but \"{remark}\"";
            }
        }
        else if (isOwned != function.FreedBy.Count > 0 || told != null && isOwned && function.FreedBy[0] != told)
        {
            yield return $"{Name(function)}: its comment asks for {_freedBy} of {(isOwned ? told ?? "what frees it" : "none")} (\"{remark}\"), its declaration has {List(function.FreedBy)}";
        }

        foreach (AbiValue value in function.Item.Parameters.Prepend(result))
        {
            foreach (string name in value.FreedBy)
            {
                HeaderFunction? freeing = functions.FirstOrDefault(other => other.Item.Name == name);
                if (freeing?.Item.Parameters is not [{ Ownership: AbiOwnership.Taken }, ..])
                {
                    yield return $"{Name(function)}: {name} is no function that takes what it frees";
                }

                if (value.Ownership != AbiOwnership.Owned)
                {
                    yield return $"{Name(function)}: {name} is to free what is {value.Ownership}";
                }
            }
        }
    }

    private static string List(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private static string Name(HeaderFunction function) => $"{function.Item.Name}: {function.Item.Place}";

    private bool IsOwnable(string type) =>
        type.Contains('*', StringComparison.Ordinal) || handles.Contains(type) || callbacks.Any(callback => callback.Item.Name == type);
}
