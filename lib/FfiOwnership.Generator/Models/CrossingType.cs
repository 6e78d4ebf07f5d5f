namespace FfiOwnership.Generator.Models;

/// <summary>A type that crosses the boundary.</summary>
/// <param name="Shape">How.</param>
/// <param name="Managed">What C# calls it, qualified throughout; of a list or a span, its elements.</param>
internal sealed record CrossingType(Shape Shape, string Managed)
{
    /// <summary>The type that is generated for it, or, of a list, for its elements.</summary>
    public string Generated { get; init; } = "";

    /// <summary>Whether null is a value of it.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>Of a span: whether the method may change the elements.</summary>
    public bool IsMutable { get; init; }

    /// <summary>Of a callback: the type of its function pointer.</summary>
    public string Function { get; init; } = "";

    /// <summary>Whether C has to free it.</summary>
    public bool IsOwner => Shape is Shape.Text or Shape.Handle or Shape.Struct or Shape.PlainList or Shape.StructList;
}
