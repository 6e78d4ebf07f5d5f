namespace FfiOwnership;

/// <summary>What a type, a constant or a callback is called in C; the tests compare the two by these names.</summary>
/// <remarks>
/// On a struct or enum the name of the C type; on a constant that of the macro or enumerator; on a parameter or field that holds
/// a function pointer that of the callback type.
/// </remarks>
/// <param name="name">The name in C.</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class CNameAttribute(string name) : Attribute
{
    /// <summary>The name in C.</summary>
    public string Name { get; } = name;

    /// <summary>On an enum: what the names of its enumerators begin with.</summary>
    public string Members { get; init; } = "";
}
