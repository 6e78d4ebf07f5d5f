using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Reads [FfiStruct].</summary>
internal static class StructParser
{
    public static Parsed<StructModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        LocationInfo? location = LocationInfo.Of(attribute, cancellation);
        List<NameUse> names = [new(attribute.NameOf(), $"the struct of '{type.Name}'", location) { IsType = true }];
        string? free = attribute.Named("Free");
        string? freeList = attribute.Named("FreeList");
        names.AddRange(free == null ? [] : [new NameUse(free, $"the function that frees a '{type.Name}'", location)]);
        names.AddRange(freeList == null ? [] : [new NameUse(freeList, $"the function that frees a list of '{type.Name}'", location)]);

        List<Finding> findings = [];
        FieldModel[] fields = [.. Fields(type).Select(member => ReadField(member, type, findings)).OfType<FieldModel>()];
        findings.AddRange(StructRules.Check(type, fields));
        findings.AddRange(NameRules.Check(names));
        (ISymbol[] Taken, ISymbol[] Set)? making = FindMaking(type);
        StructModel model = new(attribute.NameOf(), TypeReader.Spell(type), fields.ToEquatableArray(), making != null)
        {
            IsValueType = type.IsValueType,
            Free = free,
            FreeList = freeList,
            ConstructorFields = (making?.Taken ?? []).Select(member => NameOf(member, type)).ToEquatableArray(),
            SetFields = (making?.Set ?? []).Select(member => NameOf(member, type)).ToEquatableArray(),
        };
        return new Parsed<StructModel>(findings.Count == 0 ? model : null, findings.ToEquatableArray(), names.ToEquatableArray());
    }

    /// <summary>Whether an object can be made of what C passes.</summary>
    public static bool IsReadable(INamedTypeSymbol type) => FindMaking(type) != null;

    /// <summary>What crosses: public auto-implemented properties and public fields.</summary>
    public static IEnumerable<ISymbol> Fields(INamedTypeSymbol type)
    {
        // The field of an auto-implemented property says where it is.
        HashSet<ISymbol?> stored = new(type.GetMembers().OfType<IFieldSymbol>().Select(field => field.AssociatedSymbol), SymbolEqualityComparer.Default);
        List<SyntaxTree> parts = [.. type.DeclaringSyntaxReferences.Select(part => part.SyntaxTree)];
        return type.GetMembers()
            .Where(member => member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public }
                && (member is IPropertySymbol { IsIndexer: false, GetMethod: not null } property ? stored.Contains(property) : member is IFieldSymbol { AssociatedSymbol: null }))
            .OrderBy(member => parts.IndexOf(member.Locations[0].SourceTree!)).ThenBy(member => member.Locations[0].SourceSpan.Start);
    }

    /// <summary>The type of such a property or field.</summary>
    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    private static FieldModel? ReadField(ISymbol member, INamedTypeSymbol type, List<Finding> findings)
    {
        if (TypeReader.ReadField(TypeOf(member), out string objection) is { } crossing)
        {
            return new FieldModel(NameOf(member, type), Identifiers.Escape(member.Name), crossing);
        }

        findings.Add(new Finding(Rules.Type, LocationInfo.Of(member), $"The field '{member.Name}'", type.Name, objection));
        return null;
    }

    // A [CName] on a record's parameter is not on its property.
    private static string NameOf(ISymbol member, INamedTypeSymbol type)
    {
        IParameterSymbol? parameter = type.IsRecord && member is IPropertySymbol
            ? type.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
                .FirstOrDefault(parameter => parameter.Name == member.Name && parameter.Find(KnownAttributes.CName) != null)
            : null;
        return Identifiers.Of(member.Find(KnownAttributes.CName) == null && parameter != null ? parameter : member);
    }

    // The fields that the constructor with the most parameters takes, and those that are set then; null: none can be made so.
    private static (ISymbol[] Taken, ISymbol[] Set)? FindMaking(INamedTypeSymbol type)
    {
        ISymbol[] fields = [.. Fields(type)];
        ISymbol[] required = [.. type.GetMembers().Where(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })];
        foreach (IMethodSymbol constructor in type.InstanceConstructors.Where(candidate => !type.IsAbstract && Accessibilities.IsVisible(candidate)).OrderByDescending(candidate => candidate.Parameters.Length))
        {
            ISymbol[] asked = constructor.Find("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute") == null ? required : [];
            if (Taken(constructor, fields) is { } taken)
            {
                ISymbol[] set = [.. fields.Where(member => asked.Contains(member, SymbolEqualityComparer.Default) || !taken.Contains(member, SymbolEqualityComparer.Default))];
                if (set.All(IsSettable) && asked.All(member => set.Contains(member, SymbolEqualityComparer.Default)))
                {
                    return (taken, set);
                }
            }
        }

        return null;
    }

    // The fields that a constructor takes; null: it takes something else, too.
    private static ISymbol[]? Taken(IMethodSymbol constructor, ISymbol[] fields)
    {
        ISymbol[] taken =
        [
            .. constructor.Parameters
                .Select(parameter => fields.FirstOrDefault(member =>
                    string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.IncludeNullability.Equals(TypeOf(member), parameter.Type)))
                .OfType<ISymbol>().Distinct(SymbolEqualityComparer.Default),
        ];
        return taken.Length == constructor.Parameters.Length ? taken : null;
    }

    private static bool IsSettable(ISymbol member) => member is IPropertySymbol property
        ? property.SetMethod is { } setter && Accessibilities.IsVisible(setter)
        : member is IFieldSymbol { IsReadOnly: false };
}
