namespace FfiOwnership.Generator.Models;

/// <summary>A type that C knows as a struct.</summary>
/// <param name="CName">Its name in C.</param>
/// <param name="Managed">The managed type.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="IsReadable">Whether an object can be made of the fields.</param>
internal sealed record StructModel(string CName, string Managed, EquatableArray<FieldModel> Fields, bool IsReadable)
{
    /// <summary>Whether the managed type is a struct, too.</summary>
    public bool IsValueType { get; init; }

    /// <summary>The function that frees one; null: there is none.</summary>
    public string? Free { get; init; }

    /// <summary>The function that frees a list of them; null: there is none.</summary>
    public string? FreeList { get; init; }

    /// <summary>The fields that the constructor takes, in its order.</summary>
    public EquatableArray<string> ConstructorFields { get; init; }

    /// <summary>The fields that are set.</summary>
    public EquatableArray<string> SetFields { get; init; }

    /// <summary>The field of a name.</summary>
    public FieldModel FieldOf(string name) => Fields.First(own => own.CName == name);

    /// <summary>Whether a field owns another one of the same type, so that a value may be deep.</summary>
    public bool IsRecursive => Fields.Any(own => own.Type.Shape == Shape.Struct && own.Type.Managed == Managed);
}
