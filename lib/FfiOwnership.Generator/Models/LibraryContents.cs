namespace FfiOwnership.Generator.Models;

/// <summary>What there is once in a library.</summary>
internal sealed record LibraryContents(
    LibraryModel Library, EquatableArray<ErrorModel> Errors, EquatableArray<HandleModel> Handles, EquatableArray<StructModel> Structs, EquatableArray<string> ListFrees)
{
    public bool IsEmpty => Library == LibraryModel.None && Errors.Count + Handles.Count + Structs.Count + ListFrees.Count == 0;
}
