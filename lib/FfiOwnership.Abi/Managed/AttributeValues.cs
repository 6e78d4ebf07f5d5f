using System.Reflection.Metadata;

namespace FfiOwnership.Abi.Managed;

/// <summary>What an attribute was given.</summary>
internal sealed class AttributeValues(CustomAttributeValue<ManagedType> values)
{
    /// <summary>A text among the constructor's arguments, or null.</summary>
    public string? Text(int index) => Value(index) as string;

    /// <summary>One of the constructor's arguments, or null.</summary>
    public object? Value(int index) => index < values.FixedArguments.Length ? values.FixedArguments[index].Value : null;

    /// <summary>A text that is given by a property's name, or null.</summary>
    public string? Named(string property) => values.NamedArguments.FirstOrDefault(argument => argument.Name == property).Value as string;
}
