namespace FfiOwnership.Generator.Models;

/// <summary>A status for exceptions of a type.</summary>
/// <param name="Exception">The exception's type.</param>
/// <param name="Depth">How many types it is derived from.</param>
/// <param name="Status">The status.</param>
/// <param name="Name">The status's name in C; null: it has none here.</param>
/// <param name="Text">A sentence about it; null with the name.</param>
internal sealed record ErrorModel(string Exception, int Depth, uint Status, string? Name, string? Text)
{
    /// <summary>Whether it is a type that only a status of its own, and none of a base type's, is for; or derived from it.</summary>
    public bool IsSpecial { get; init; }
}
