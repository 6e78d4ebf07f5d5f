using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator;

/// <summary>What the generator refuses. Each message says what to do instead; docs/analyzers.md explains them.</summary>
internal static class Rules
{
    private const string Category = "FfiOwnership";

    // The package has the page.
    private const string Help = "docs/analyzers.md#";

    public static readonly DiagnosticDescriptor Method = Error(
        "FFO101", "A method cannot be exported", "'{0}' cannot be exported: {1}");

    public static readonly DiagnosticDescriptor Type = Error(
        "FFO102", "A type cannot cross the boundary", "{0} of '{1}' cannot cross the boundary: {2}");

    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "FFO103", "A C name is given twice", "\"{0}\" is the name of {1}, and of {2} too: in C, each name is that of one thing");

    public static readonly DiagnosticDescriptor Name = Error(
        "FFO104", "A C name is no C identifier", "\"{0}\" cannot be the name of {1}: {2}");

    public static readonly DiagnosticDescriptor NoFree = Error(
        "FFO105", "What is returned can never be freed", "'{0}' gives C {1} that nothing frees: {2}");

    public static readonly DiagnosticDescriptor NotNative = Error(
        "FFO106", "Exports outside of the native library", "'{0}' is exported by a project that is no native library, and the compiler exports nothing of a referenced one: move it to the project that is published, or use the SDK FfiOwnership.Sdk here");

    public static readonly DiagnosticDescriptor Struct = Error(
        "FFO107", "A type cannot be a struct in C", "'{0}' cannot be a struct in C: {1}");

    public static readonly DiagnosticDescriptor ErrorStatus = Error(
        "FFO108", "A status for exceptions makes no sense", "The status of '{0}' makes no sense: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + id.ToLowerInvariant());
}
