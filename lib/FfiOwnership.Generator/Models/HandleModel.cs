namespace FfiOwnership.Generator.Models;

/// <summary>A class behind handles.</summary>
/// <param name="CName">The handle's type in C.</param>
/// <param name="Managed">The class.</param>
/// <param name="Close">The function that closes one; null: there is none.</param>
internal sealed record HandleModel(string CName, string Managed, string? Close);
