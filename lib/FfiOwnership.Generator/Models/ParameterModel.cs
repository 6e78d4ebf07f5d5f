namespace FfiOwnership.Generator.Models;

/// <summary>A parameter of an exported method.</summary>
/// <param name="CName">Its name in C.</param>
/// <param name="Type">Its type.</param>
internal sealed record ParameterModel(string CName, CrossingType Type)
{
    public bool IsOut { get; init; }

    public bool IsIn { get; init; }

    /// <summary>Its type as the method declares it.</summary>
    public string Declared { get; init; } = "";

    /// <summary>Of an out parameter: whether it may be NULL.</summary>
    public bool IsOptional { get; init; }
}
