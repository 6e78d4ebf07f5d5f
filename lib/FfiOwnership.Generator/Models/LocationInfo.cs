using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FfiOwnership.Generator.Models;

/// <summary>A location as a value: a <see cref="Location"/> would keep its syntax tree alive.</summary>
internal sealed record LocationInfo(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? Of(Location? location) => location?.SourceTree is { } tree
        ? new LocationInfo(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
        : null;

    public static LocationInfo? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault());

    public static LocationInfo? Of(AttributeData attribute, CancellationToken cancellation) => Of(attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation());

    public Location ToLocation() => Location.Create(File, Span, Lines);
}
