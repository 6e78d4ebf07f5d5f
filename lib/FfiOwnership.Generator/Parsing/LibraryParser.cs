using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Reads the attributes of the assembly: [FfiLibrary] and [FfiError].</summary>
internal static class LibraryParser
{
    public static Parsed<LibraryModel> ParseLibrary(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        AttributeData attribute = context.Attributes[0];
        LocationInfo? location = LocationInfo.Of(attribute, cancellation);
        LibraryModel model = new(attribute.Named("FreeString"), attribute.Named("LastErrorMessage"), attribute.Named("StatusText"));
        NameUse[] names =
        [
            .. from pair in new[]
               {
                   (model.FreeString, "the function that frees a string"),
                   (model.LastErrorMessage, "the function with the last error's message"),
                   (model.StatusText, "the function with a status's text"),
               }
               where pair.Item1 != null
               select new NameUse(pair.Item1, pair.Item2, location),
        ];
        Finding[] findings = [.. NameRules.Check(names)];
        return new Parsed<LibraryModel>(findings.Length == 0 ? model : null, findings.ToEquatableArray(), names.ToEquatableArray());
    }

    public static EquatableArray<Parsed<ErrorModel>> ParseErrors(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        context.Attributes.Select(attribute => ParseError(attribute, context.SemanticModel.Compilation, cancellation)).OfType<Parsed<ErrorModel>>().ToEquatableArray();

    /// <summary>Attributes that contradict each other.</summary>
    public static IEnumerable<Finding> CheckTogether(IEnumerable<Parsed<ErrorModel>> errors)
    {
        Dictionary<string, ErrorModel> types = [];
        Dictionary<uint, ErrorModel> statuses = [];
        foreach (Parsed<ErrorModel> error in errors.Where(error => error.Model != null))
        {
            ErrorModel model = error.Model!;
            LocationInfo? location = error.Names[0].Location;
            if (types.TryGetValue(model.Exception, out _))
            {
                yield return new Finding(Rules.ErrorStatus, location, Short(model), "the type has another status already");
            }

            types[model.Exception] = model;
            if (model.Name == null)
            {
                continue;
            }

            if (statuses.TryGetValue(model.Status, out ErrorModel other) && (other.Name != model.Name || other.Text != model.Text))
            {
                yield return new Finding(Rules.ErrorStatus, location, Short(model), $"status {model.Status} is {other.Name} already; give one of them another number, or the same name and text");
            }

            statuses[model.Status] = model;
        }
    }

    private static Parsed<ErrorModel>? ParseError(AttributeData attribute, Compilation compilation, CancellationToken cancellation)
    {
        if (attribute.ConstructorArguments.Length != 2
            || attribute.ConstructorArguments[0].Value is not INamedTypeSymbol type
            || attribute.ConstructorArguments[1].Value is not uint status)
        {
            return null;
        }

        ErrorModel model = new(TypeReader.Spell(type), BaseTypes(type).Count(), status, attribute.Named("Name"), attribute.Named("Text"))
        {
            IsSpecial = BaseTypes(type).Any(special => special.ToDisplayString() is "System.OutOfMemoryException" or "FfiOwnership.Errors.FfiException"),
        };
        INamedTypeSymbol? exception = compilation.GetTypeByMetadataName("System.Exception");
        string? objection =
            !BaseTypes(type).Contains(exception, SymbolEqualityComparer.Default) ? "the type is no exception"
            : type.IsUnboundGenericType ? "the type is generic; name it with its arguments"
            : type.DeclaringSyntaxReferences.Length != 0 && !Accessibilities.IsVisible(type) ? "generated code cannot name the type; make it, and the types that it is in, internal or public"
            : status == 0 ? "0 is success"
            : status > int.MaxValue ? $"an enum in C ends at {int.MaxValue}"
            : status is >= 20 and <= 49 ? "20 to 49 say that the caller broke the rules of ownership"
            : (model.Name == null) != (model.Text == null) ? "Name and Text are given together"
            : model.Name != null && status < 100 ? "it has a name and a text already; a status of the library's own has a number from 100 on"
            : model.Text != null && (model.Text.Length == 0 || model.Text.Contains('\0')) ? "its text is empty or has a NUL in it"
            : model.Name != null ? Identifiers.Objection(model.Name)
            : null;
        LocationInfo? location = LocationInfo.Of(attribute, cancellation);
        Finding[] findings = objection == null ? [] : [new Finding(Rules.ErrorStatus, location, type.Name, objection)];
        return new Parsed<ErrorModel>(objection == null ? model : null, findings.ToEquatableArray(), new[] { new NameUse(model.Exception, "", location) }.ToEquatableArray());
    }

    private static string Short(ErrorModel model) => model.Exception.Substring(model.Exception.LastIndexOf('.') + 1);

    private static IEnumerable<INamedTypeSymbol> BaseTypes(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at != null; at = at.BaseType)
        {
            yield return at;
        }
    }
}
