using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Models;

/// <summary>A diagnostic as a value.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="Location">Where; null: nowhere in the source.</param>
/// <param name="Arguments">What its message is completed with.</param>
internal sealed record Finding(DiagnosticDescriptor Rule, LocationInfo? Location, EquatableArray<string> Arguments)
{
    public Finding(DiagnosticDescriptor rule, LocationInfo? location, params string[] arguments)
        : this(rule, location, arguments.ToEquatableArray())
    {
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location?.ToLocation(), [.. Arguments]);
}
