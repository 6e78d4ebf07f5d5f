using System.Text;

namespace FfiOwnership.HeaderCheck;

/// <summary>Lines of C that do not compile where header and code differ. Each has a number, which the compiler names as its line.</summary>
internal sealed class Assertions
{
    /// <summary>The name of the file that the compiler believes them to be in.</summary>
    public const string File = "ffo-check";

    private readonly StringBuilder _text = new();
    private int _count;

    /// <summary>The lines.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Asserts that an expression is true.</summary>
    /// <returns>The assertion's number.</returns>
    public int IsTrue(string expression)
    {
        _text.Append($"#line {++_count} \"{File}\"\n_Static_assert({expression}, \"differs\");\n");
        return _count;
    }

    /// <summary>Asserts that something has a type.</summary>
    /// <param name="expression">The expression whose type it is.</param>
    /// <param name="type">The type, as that of the expression: <c>void (*)(char *)</c>.</param>
    public int HasType(string expression, string type) => IsTrue($"_Generic({expression}, {type}: 1, default: 0)");

    /// <summary>Asserts that something has one of some integer types and the size of another one.</summary>
    /// <param name="expression">The expression whose type it is.</param>
    /// <param name="types">The types, with the names of the integers they have or lead to.</param>
    /// <param name="integer">The integer whose size they must have.</param>
    // One inside the other, for two that are the same type must not stand in one.
    public int IsSimilar(string expression, IReadOnlyList<(string Type, string Integer)> types, string integer) =>
        IsTrue(types.Aggregate("0", (otherwise, type) => $"_Generic({expression}, {type.Type}: sizeof({type.Integer}) == sizeof({integer}), default: {otherwise})"));
}
