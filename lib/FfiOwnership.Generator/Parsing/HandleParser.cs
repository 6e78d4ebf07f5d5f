using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Reads [FfiHandle].</summary>
internal static class HandleParser
{
    public static Parsed<HandleModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        LocationInfo? location = LocationInfo.Of(attribute, cancellation);
        List<Finding> findings = [];
        List<NameUse> names = [new(attribute.NameOf(), $"the handle of '{type.Name}'", location) { IsType = true }];
        string? close = attribute.Named("Close");
        if (close != null)
        {
            names.Add(new NameUse(close, $"the function that closes a '{type.Name}'", location));
        }

        string? objection = type.IsGenericType ? "its class must not be generic"
            : type.IsStatic ? "its class is static, so there are no objects"
            : !Accessibilities.IsVisible(type) ? "generated code cannot name its class; make it, and the types that it is in, internal or public"
            : type.Find(KnownAttributes.Struct) != null ? "it has [FfiStruct] as well"
            : null;
        if (objection != null)
        {
            findings.Add(new Finding(Rules.Type, LocationInfo.Of(type), "The handle", type.Name, objection));
        }

        findings.AddRange(NameRules.Check(names));
        HandleModel model = new(attribute.NameOf(), TypeReader.Spell(type), close);
        return new Parsed<HandleModel>(findings.Count == 0 ? model : null, findings.ToEquatableArray(), names.ToEquatableArray());
    }
}
