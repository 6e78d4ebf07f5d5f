namespace FfiOwnership;

/// <summary>The name of a type, constant, parameter, field or callback in C. C# and the header are compared by these names.</summary>
/// <remarks>
/// On a struct or enum, the name of the C type; on a constant, that of the macro or enumerator; on a parameter or field that
/// holds a function pointer, that of the callback type. On a parameter of an exported method, or a property of a type that crosses as a
/// struct, what the C parameter or field is called, instead of its own name in snake_case.
/// </remarks>
/// <param name="name">The name in C.</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CNameAttribute(string name) : Attribute
{
    /// <summary>The name in C.</summary>
    public string Name { get; } = name;

    /// <summary>On an enum: the prefix of its enumerators' names.</summary>
    public string Members { get; init; } = "";
}
