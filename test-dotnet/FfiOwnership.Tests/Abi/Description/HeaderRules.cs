namespace FfiOwnership.Tests.Abi.Description;

/// <summary>What the header promises about itself: comments, attributes and types that agree.</summary>
internal static class HeaderRules
{
    private const string BoxFree = "ffo_box_free";
    private const string HandleRelease = "ffo_handle_release";

    // A result of a type that only the caller knows may be freed by any of these.
    private static readonly string[] AnyFree = ["ffo_string_free", "ffo_config_free", BoxFree];

    /// <summary>The broken rules, each with the item and its line.</summary>
    /// <param name="functions">The functions, in order.</param>
    /// <param name="callbacks">The callback types.</param>
    /// <param name="statuses">The names of all statuses.</param>
    public static IEnumerable<string> Broken(IReadOnlyList<HeaderFunction> functions, IReadOnlyList<HeaderFunction> callbacks, IReadOnlySet<string> statuses) =>
        functions.SelectMany(function => Ownership(function).Concat(Attributes(function)).Concat(Freeing(function, functions)))
            .Concat(callbacks.SelectMany(callback => Ownership(callback).Concat(Missing(callback, "FFO_CALL"))))
            .Concat(functions.SelectMany(function => function.Comment.Codes.Except(statuses).Select(code => $"{Name(function)} mentions {code}, which is no status")));

    /// <summary>The rule of fields, if it is broken: a pointer's remark begins with a word, no other's does.</summary>
    public static IEnumerable<string> BrokenByField(string name, string place, string type, string remark) =>
        IsOwnable(type) && type != "ffo_handle" && HeaderComment.Word(remark) == null ? [$"{name}: {place} does not say whose the {type} is"]
        : !IsOwnable(type) && HeaderComment.Word(remark) != null ? [$"{name}: {place} says \"{HeaderComment.Word(remark)}\" of a {type}"]
        : [];

    // Each pointer and handle has one of the four words, and nothing else has.
    private static IEnumerable<string> Ownership(HeaderFunction function)
    {
        foreach (AbiValue parameter in function.Item.Parameters)
        {
            string remark = function.Comment.Of(parameter.Name);
            if (IsOwnable(parameter.Type) != (HeaderComment.Word(remark) != null))
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

    private static IEnumerable<string> Attributes(HeaderFunction function)
    {
        bool isOwned = function.Item.Result.Ownership == AbiOwnership.Owned;
        bool isNoDiscard = function.Macros.Contains("FFO_NODISCARD");
        return Missing(function, "FFO_API")
            .Concat(Missing(function, "FFO_CALL"))
            .Concat(isOwned == isNoDiscard ? [] : [$"{Name(function)}: its comment says the result is {function.Item.Result.Ownership}, its declaration has {(isNoDiscard ? "an" : "no")} FFO_NODISCARD"]);
    }

    private static IEnumerable<string> Missing(HeaderFunction function, string macro) =>
        function.Macros.Contains(macro) ? [] : [$"{Name(function)}: its declaration lacks {macro}"];

    // What the comment says to free with is what the attributes tell the compiler, and it takes what it frees.
    private static IEnumerable<string> Freeing(HeaderFunction function, IReadOnlyList<HeaderFunction> functions)
    {
        AbiValue result = function.Item.Result;
        string remark = function.Comment.Result;
        bool isOwned = result.Ownership == AbiOwnership.Owned;
        string? told = HeaderComment.FreeingCall(remark);
        string[] expected = !isOwned || result.Type == "ffo_handle" ? []
            : told != null ? [.. new[] { told, BoxFree }.Distinct()]
            : AnyFree;
        if (!function.FreedBy.SequenceEqual(expected))
        {
            yield return $"{Name(function)}: its comment asks for FFO_FREED_BY of {List(expected)} (\"{remark}\"), its declaration has {List(function.FreedBy)}";
        }

        if (result.Type == "ffo_handle" && told != HandleRelease)
        {
            yield return $"{Name(function)}: its comment does not say \"free with {HandleRelease}\" but \"{remark}\"";
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

    private static bool IsOwnable(string type) => type.Contains('*', StringComparison.Ordinal) || type == "ffo_handle" || type.EndsWith("_fn", StringComparison.Ordinal);
}
