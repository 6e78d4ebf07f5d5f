using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Which types can be structs in C.</summary>
internal static class StructRules
{
    private static readonly HashSet<string> s_members =
    [
        "Box", "BoxOrNull", "CName", "Describe", "Equals", "FreeFunction", "FreeVecFunction", "GetHashCode", "GetType", "List", "MemberwiseClone",
        "Read", "ReferenceEquals", "ToString",
    ];

    public static IEnumerable<Finding> Check(INamedTypeSymbol type, IReadOnlyList<FieldModel> fields)
    {
        string? objection =
            type.IsGenericType ? "it is generic, and a struct in C is one type"
            : type.IsRefLikeType ? "it is a ref struct, which no list can have"
            : !Accessibilities.IsVisible(type) ? "generated code cannot name it; make it, and the types that it is in, internal or public"
            : type is { TypeKind: TypeKind.Class, BaseType.SpecialType: not SpecialType.System_Object } ? "it is derived from another class, whose fields would be lost; declare all fields in it"
            : !StructParser.Fields(type).Any() ? "it has no fields; those are its public auto-implemented properties and public fields"
            : StructParser.Fields(type).Select(member => member.Locations[0].SourceTree).Distinct().Count() > 1 ? "its fields are in several files, whose order would be that of the fields; declare them in one"
            : fields.GroupBy(field => field.CName).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"two of its fields are named {twice.Key}; give one another name by [CName]"
            : fields.FirstOrDefault(own => own.CName == type.Find(KnownAttributes.Struct)?.NameOf()) is { } same ? $"its field {same.CName} is named like the struct; give it another name by [CName]"
            : fields.FirstOrDefault(own => s_members.Contains(own.CName)) is { } taken ? $"a field cannot be named \"{taken.CName}\", which the generated struct uses; give it another name by [CName]"
            : fields.Select(field => Identifiers.Objection(field.CName) is { } wrong ? $"a field cannot be named \"{field.CName}\": {wrong}; give it another name by [CName]" : null)
                .FirstOrDefault(wrong => wrong != null) is { } wrongName ? wrongName
            : MutualOwner(type) is { } other ? $"it owns a {other.Name}, which owns a {type.Name}: of two types, one must be known first"
            : null;
        return objection == null ? [] : [new Finding(Rules.Struct, LocationInfo.Of(type), type.Name, objection)];
    }

    // Another type on the way from a type back to itself.
    private static INamedTypeSymbol? MutualOwner(INamedTypeSymbol type) =>
        Owned(type).FirstOrDefault(owned => !SymbolEqualityComparer.Default.Equals(owned, type) && Reaches(owned, type, new(SymbolEqualityComparer.Default)));

    private static bool Reaches(INamedTypeSymbol from, INamedTypeSymbol to, HashSet<ISymbol> seen) =>
        seen.Add(from) && Owned(from).Any(owned => SymbolEqualityComparer.Default.Equals(owned, to) || Reaches(owned, to, seen));

    private static IEnumerable<INamedTypeSymbol> Owned(INamedTypeSymbol type) =>
        StructParser.Fields(type).Select(StructParser.TypeOf).OfType<INamedTypeSymbol>().Where(field => field.Find(KnownAttributes.Struct) != null);
}
