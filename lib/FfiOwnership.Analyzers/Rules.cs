using Microsoft.CodeAnalysis;

namespace FfiOwnership.Analyzers;

/// <summary>All rules: what each is called, and what its message says. docs/analyzers.md explains them under the same numbers.</summary>
internal static class Rules
{
    /// <summary>Where the documentation is found: this file lies in the package, and in the project's repository.</summary>
    public const string Help = "docs/analyzers.md#";

    private const string Boundary = "Boundary";
    private const string Ownership = "Ownership";

    public static readonly DiagnosticDescriptor UnguardedExport = new(
        "FFO001", "An exception can leave an export", "An exception can leave '{0}', which ends the process: {1}",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo001");

    public static readonly DiagnosticDescriptor CrossingType = new(
        "FFO002", "A type must not cross the boundary", "'{0}' must not cross the boundary: {1}",
        Boundary, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + "ffo002");

    public static readonly DiagnosticDescriptor GuardedFrame = new(
        "FFO003", "An export's own frame holds a buffer", "'{0}' has {1} in its own frame, which the compiler guards with a cookie that the first call finds changed; move it to a method that the export calls",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo003");

    public static readonly DiagnosticDescriptor LostOwner = new(
        "FFO004", "An owner is lost or copied", "{0}",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo004");

    public static readonly DiagnosticDescriptor CallNotEnded = new(
        "FFO005", "A call is not ended on every path", "'{0}' can return without End, EndQuery or Caught of '{1}': its failure would have no message and would not be counted",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo005");

    public static readonly DiagnosticDescriptor CallOfAnotherName = new(
        "FFO006", "A call has another name than its export", "The export is called \"{0}\", so its messages must not begin with \"{1}\"; pass \"{0}\"u8",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo006");

    public static readonly DiagnosticDescriptor CallNameNoLiteral = new(
        "FFO007", "A call's name is no literal", "ExportCall keeps the address of its name and not the text; pass a literal, such as \"{0}\"u8",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo007");

    public static readonly DiagnosticDescriptor NoEntryPoint = new(
        "FFO008", "A method for unmanaged callers has no entry point", "'{0}' is not exported and its address is never taken; name it with EntryPoint",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo008");

    public static readonly DiagnosticDescriptor EntryPointName = new(
        "FFO009", "An entry point has a name that C cannot use", "\"{0}\" {1}; give it the library's prefix",
        Boundary, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + "ffo009");

    public static readonly DiagnosticDescriptor DanglingPointer = new(
        "FFO010", "A pointer outlives what it points to", "{0} is no longer there when '{1}' has returned; copy it into a block, such as with OwnedString, OwnedBox or OwnedVec",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo010");

    public static readonly DiagnosticDescriptor UseAfterEnd = new(
        "FFO011", "Something is used after its end", "'{0}' is used after {1}, which has ended it or given it away",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo011");

    public static readonly DiagnosticDescriptor OutNotWritten = new(
        "FFO012", "An out parameter is not written on every path", "'{0}' can return without writing '*{1}', and the caller would read what was there before; clear it first",
        Boundary, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo012");

    public static readonly DiagnosticDescriptor IgnoredStatus = new(
        "FFO013", "A status is ignored", "The status of '{0}' says whether anything was done; pass it to ExportCall.End, or look at it",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo013");

    public static readonly DiagnosticDescriptor PlainStore = new(
        "FFO014", "An owned field is changed by a plain store", "The ledger does not hear of a plain store into '{0}', which '{1}' owns; use Put, which frees what was in it, or Take",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo014");

    public static readonly DiagnosticDescriptor NoFreeFunction = new(
        "FFO015", "What an export makes cannot be freed", "'{0}' gives its caller {1}, and no export of this library ends it; add one that calls {2}",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo015", customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NoEnd = new(
        "FFO016", "A managed object crosses without an end", "{0}",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + "ffo016", customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NoSafetyComment = new(
        "FFO017", "Unsafe code does not say why it is safe", "{0} needs a comment '// SAFETY: ...' that says why what it assumes holds",
        Ownership, DiagnosticSeverity.Warning, isEnabledByDefault: false, helpLinkUri: Help + "ffo017");
}
