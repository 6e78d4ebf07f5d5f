namespace FfiOwnership.Generator.Models;

/// <summary>A field of a struct.</summary>
/// <param name="CName">Its name in C.</param>
/// <param name="Property">The property or field of the managed type.</param>
/// <param name="Type">Its type.</param>
internal sealed record FieldModel(string CName, string Property, CrossingType Type);
