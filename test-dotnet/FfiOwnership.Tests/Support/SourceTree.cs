using System.Runtime.CompilerServices;

namespace FfiOwnership.Tests.Support;

/// <summary>The folder that all sources lie in.</summary>
internal static class SourceTree
{
    /// <summary>Its path.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
