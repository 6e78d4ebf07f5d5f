namespace FfiOwnership.Generator.Models;

/// <summary>An exported method.</summary>
/// <param name="CName">Its name in C.</param>
/// <param name="Container">The class that has it, qualified throughout.</param>
/// <param name="Method">Its name.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">What it returns.</param>
/// <param name="ReturnsFfiResult">Whether it returns that in an FfiResult.</param>
/// <param name="Summary">The lines of its summary; none: it has none.</param>
internal sealed record ExportModel(
    string CName, string Container, string Method, EquatableArray<ParameterModel> Parameters, CrossingType Result, bool ReturnsFfiResult, EquatableArray<string> Summary)
{
    /// <summary>The functions that free the lists of plain elements that it makes.</summary>
    public EquatableArray<string> ListFrees { get; init; }

    /// <summary>Whether its C function returns the owner, and its status in a last parameter.</summary>
    public bool ReturnsOwner => Result.Shape is Shape.Text or Shape.Handle or Shape.Struct;
}
