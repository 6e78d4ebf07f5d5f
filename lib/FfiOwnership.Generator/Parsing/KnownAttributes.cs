using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>The toolkit's attributes, and how they are read.</summary>
internal static class KnownAttributes
{
    public const string CName = "FfiOwnership.CNameAttribute";
    public const string Library = Toolkit + "FfiLibraryAttribute";
    public const string Error = Toolkit + "FfiErrorAttribute";
    public const string Export = Toolkit + "FfiExportAttribute";
    public const string Handle = Toolkit + "FfiHandleAttribute";
    public const string Struct = Toolkit + "FfiStructAttribute";
    public const string List = Toolkit + "FfiListAttribute";
    public const string Callback = Toolkit + "FfiCallbackAttribute";

    private const string Toolkit = "FfiOwnership.Toolkit.";

    /// <summary>An attribute of a symbol; null: it has none.</summary>
    public static AttributeData? Find(this ISymbol symbol, string attribute) => symbol.GetAttributes().Find(attribute);

    /// <summary>An attribute of a list; null: there is none.</summary>
    public static AttributeData? Find(this IEnumerable<AttributeData> attributes, string attribute) =>
        attributes.FirstOrDefault(data => data.AttributeClass?.ToDisplayString() == attribute);

    /// <summary>The C name that is an attribute's first argument.</summary>
    public static string NameOf(this AttributeData attribute) => attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";

    /// <summary>A text that an attribute has by a name; null: it has not.</summary>
    public static string? Named(this AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;
}
