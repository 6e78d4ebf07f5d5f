namespace FfiOwnership;

/// <summary>The name of a type, constant or callback in C. Tests compare C# and the header by these names.</summary>
/// <remarks>
/// On a struct or enum, the name of the C type; on a constant, that of the macro or enumerator; on a parameter or field that
/// holds a function pointer, that of the callback type.
/// </remarks>
/// <param name="name">The name in C.</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class CNameAttribute(string name) : Attribute
{
    /// <summary>The name in C.</summary>
    public string Name { get; } = name;

    /// <summary>On an enum: the prefix of its enumerators' names.</summary>
    public string Members { get; init; } = "";
}
