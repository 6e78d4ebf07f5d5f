namespace FfiOwnership.Generator.Models;

/// <summary>The functions that every library may have; null: this one has it not.</summary>
internal sealed record LibraryModel(string? FreeString, string? LastErrorMessage, string? StatusText)
{
    public static LibraryModel None { get; } = new(null, null, null);
}
