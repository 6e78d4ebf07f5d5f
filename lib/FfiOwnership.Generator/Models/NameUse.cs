namespace FfiOwnership.Generator.Models;

/// <summary>A C name that the library defines.</summary>
/// <param name="Name">The name.</param>
/// <param name="What">What it is the name of, for a message.</param>
/// <param name="Location">Where it is given.</param>
internal sealed record NameUse(string Name, string What, LocationInfo? Location)
{
    /// <summary>Whether others of the same kind may give it, too.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>Whether the ledger knows a type by it.</summary>
    public bool IsType { get; init; }
}
