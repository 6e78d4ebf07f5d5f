namespace FfiOwnership.Generator.Models;

/// <summary>The exported methods of a class.</summary>
internal sealed record ExportClass(string Container, EquatableArray<ExportModel> Exports);
