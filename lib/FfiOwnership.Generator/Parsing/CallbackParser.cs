using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Reads [FfiCallback].</summary>
internal static class CallbackParser
{
    public static Parsed<CallbackModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        List<Finding> findings = [];
        string name = attribute.NameOf();
        LocationInfo? location = LocationInfo.Of(attribute, cancellation);
        NameUse[] names = [new(name, $"the callback '{type.Name}'", location)];
        CallbackModel? model = Read(type, name, findings);
        findings.AddRange(NameRules.Check(names));
        return new Parsed<CallbackModel>(findings.Count == 0 ? model : null, findings.ToEquatableArray(), names.ToEquatableArray());
    }

    /// <summary>A delegate as the parameter of an exported method.</summary>
    public static CrossingType? ReadUse(INamedTypeSymbol type, out string objection)
    {
        objection = "";
        if (type.Find(KnownAttributes.Callback) is not { } attribute)
        {
            objection = "declare a delegate type of your own and mark it with [FfiCallback(\"name in C\")]";
            return null;
        }

        // What is wrong with the delegate type is reported there.
        return new CrossingType(Shape.Callback, TypeReader.Spell(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)))
        {
            Generated = Identifiers.Escape(attribute.NameOf()),
            MayBeNull = type.NullableAnnotation == NullableAnnotation.Annotated,
            Function = Read(type, attribute.NameOf(), [])?.Function ?? "",
        };
    }

    private static CallbackModel? Read(INamedTypeSymbol type, string name, List<Finding> findings)
    {
        if (type.IsGenericType || !Accessibilities.IsVisible(type))
        {
            findings.Add(new Finding(Rules.Type, LocationInfo.Of(type), "The callback", type.Name, "its delegate type must be internal or public, and not generic"));
            return null;
        }

        if (type.DelegateInvokeMethod is not { } invoke)
        {
            return null;
        }

        List<ParameterModel> parameters = [];
        foreach (IParameterSymbol parameter in invoke.Parameters)
        {
            string objection = "a callback is passed values only, no ref, out or in";
            CrossingType? argument = parameter.RefKind == RefKind.None ? TypeReader.ReadCallbackArgument(parameter.Type, out objection) : null;
            if (argument == null)
            {
                findings.Add(new Finding(Rules.Type, LocationInfo.Of(parameter), $"The parameter '{parameter.Name}'", type.Name, objection));
            }
            else
            {
                parameters.Add(new ParameterModel(Identifiers.Of(parameter), argument) { Declared = TypeReader.SpellAnnotated(parameter.Type) });
            }
        }

        if (parameters.GroupBy(parameter => parameter.CName).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            findings.Add(new Finding(Rules.Type, LocationInfo.Of(type), "The callback", type.Name, $"two of its parameters are named {twice.Key}; give one another name by [CName]"));
            return null;
        }

        string resultObjection = "a callback returns a value, no reference";
        CrossingType? result = invoke.ReturnsVoid ? new CrossingType(Shape.Nothing, "void")
            : invoke.RefKind == RefKind.None ? TypeReader.ReadCallbackResult(invoke.ReturnType, out resultObjection) : null;
        if (result == null)
        {
            findings.Add(new Finding(Rules.Type, LocationInfo.Of(type), "The result", type.Name, resultObjection));
            return null;
        }

        string[] types = ["void*", .. parameters.SelectMany(parameter => NativeTypes.OfArgument(parameter.Type)), NativeTypes.OfValue(result)];
        return new CallbackModel(name, $"delegate* unmanaged[Cdecl]<{string.Join(", ", types)}>", parameters.ToEquatableArray(), result);
    }
}
