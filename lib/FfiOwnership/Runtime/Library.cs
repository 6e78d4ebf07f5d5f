using System.ComponentModel;
using FfiOwnership.Errors;

namespace FfiOwnership.Runtime;

/// <summary>What a library says of itself before its first call, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Library
{
    /// <summary>Names the function that frees a string; in a module initialiser.</summary>
    /// <param name="name">A literal.</param>
    public static void NameFreeString(ReadOnlySpan<byte> name) => CNames.Supply(CName.FreeString, name);
}
