using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Reads [FfiExport].</summary>
internal static class ExportParser
{
    /// <summary>What is read of one exported method.</summary>
    /// <param name="Export">The method.</param>
    /// <param name="Location">Where its name is.</param>
    /// <param name="GivesString">Whether it gives C a string.</param>
    /// <param name="Method">Its name.</param>
    internal sealed record Result(Parsed<ExportModel> Export, LocationInfo? Location, bool GivesString, string Method);

    public static Result Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        IMethodSymbol method = (IMethodSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        LocationInfo? location = LocationInfo.Of(method);
        List<Finding> findings = [];
        List<NameUse> names = [new(attribute.NameOf(), $"the method '{method.Name}'", LocationInfo.Of(attribute, cancellation))];

        ExportModel? export = null;
        if (MethodRules.Objection(method, cancellation) is { } objection)
        {
            findings.Add(new Finding(Rules.Method, location, method.Name, objection));
        }
        else
        {
            export = Read(method, attribute.NameOf(), findings, names, cancellation);
        }

        findings.AddRange(NameRules.Check(names));
        bool givesString = export != null && (export.Result.Shape == Shape.Text || export.Parameters.Any(parameter => parameter is { IsOut: true, Type.Shape: Shape.Text }));
        export = findings.Count == 0 ? export : null;
        return new Result(new Parsed<ExportModel>(export, findings.ToEquatableArray(), names.ToEquatableArray()), location, givesString, method.Name);
    }

    private static ExportModel? Read(IMethodSymbol method, string name, List<Finding> findings, List<NameUse> names, CancellationToken cancellation)
    {
        List<ParameterModel> parameters = [.. method.Parameters.Select(parameter => Read(parameter, findings)).OfType<ParameterModel>()];

        bool isFfiResult = method.ReturnType is INamedTypeSymbol { IsGenericType: true } wrapped
            && wrapped.OriginalDefinition.ToDisplayString() == "FfiOwnership.Toolkit.FfiResult<T>";
        ITypeSymbol returned = isFfiResult ? ((INamedTypeSymbol)method.ReturnType).TypeArguments[0] : method.ReturnType;
        string objection = "";
        CrossingType? result = method.ReturnsVoid ? new CrossingType(Shape.Nothing, "void") : TypeReader.ReadResult(returned, out objection);
        if (result == null)
        {
            findings.Add(new Finding(Rules.Type, LocationInfo.Of(method), "The result", method.Name, objection));
            return null;
        }

        if (parameters.GroupBy(parameter => parameter.CName).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            findings.Add(new Finding(Rules.Method, LocationInfo.Of(method), method.Name, $"two of its parameters are named {twice.Key}; give one another name by [CName]"));
        }

        if (findings.Count != 0)
        {
            return null;
        }

        (IParameterSymbol? Parameter, ITypeSymbol Type, CrossingType As)[] owners =
        [
            .. new[] { ((IParameterSymbol?)null, returned, result) },
            .. method.Parameters.Zip(parameters, (symbol, model) => (symbol, symbol.Type, model)).Where(pair => pair.model.IsOut).Select(pair => ((IParameterSymbol?)pair.symbol, pair.Type, pair.model.Type)),
        ];
        owners = [.. owners.Where(owner => owner.As.IsOwner)];
        if (owners.Length > 1)
        {
            findings.Add(new Finding(Rules.Method, LocationInfo.Of(method), method.Name, "it gives C more than one thing to free, and a failure between them would leak; put them into a type with [FfiStruct]"));
            return null;
        }

        List<string> listFrees = [];
        foreach ((IParameterSymbol? parameter, ITypeSymbol type, CrossingType of) in owners)
        {
            AttributeData? list = (parameter == null ? method.GetReturnTypeAttributes() : parameter.GetAttributes()).Find(KnownAttributes.List);
            if (FreeRules.Objection(type, of, list) is var (what, advice))
            {
                findings.Add(new Finding(Rules.NoFree, LocationInfo.Of(parameter ?? (ISymbol)method), method.Name, what, advice));
            }
            else if (of.Shape == Shape.PlainList)
            {
                string free = list!.Named("Free")!;
                listFrees.Add(free);
                names.Add(new NameUse(free, "a function that frees lists", LocationInfo.Of(list!, cancellation)) { MayRepeat = true });
            }
        }

        return new ExportModel(
            name, TypeReader.Spell(method.ContainingType), Identifiers.Escape(method.Name), parameters.ToEquatableArray(), result, isFfiResult, Summaries.Of(method, cancellation).ToEquatableArray())
        {
            ListFrees = listFrees.ToEquatableArray(),
        };
    }

    private static ParameterModel? Read(IParameterSymbol parameter, List<Finding> findings)
    {
        string objection;
        CrossingType? type;
        switch (parameter.RefKind)
        {
            case RefKind.Out:
                type = TypeReader.ReadResult(parameter.Type, out objection);
                break;
            case RefKind.None:
                type = TypeReader.ReadArgument(parameter.Type, out objection);
                break;
            case RefKind.In:
                type = TypeReader.ReadArgument(parameter.Type, out objection);
                if (type is { Shape: not Shape.Struct })
                {
                    (type, objection) = (null, "'in' is for types with [FfiStruct]; pass it by value");
                }

                break;
            default:
                (type, objection) = (null, "it is passed by reference; use 'out', or a Span for elements that are changed");
                break;
        }

        if (type == null)
        {
            findings.Add(new Finding(Rules.Type, LocationInfo.Of(parameter), $"The parameter '{parameter.Name}'", parameter.ContainingSymbol.Name, objection));
            return null;
        }

        if (parameter.Find(KnownAttributes.CName) != null && Identifiers.Objection(Identifiers.Of(parameter)) is { } wrongName)
        {
            findings.Add(new Finding(Rules.Name, LocationInfo.Of(parameter), Identifiers.Of(parameter), $"the parameter '{parameter.Name}'", wrongName));
        }

        if (type.Shape == Shape.Struct && parameter.RefKind != RefKind.Out && !StructParser.IsReadable((INamedTypeSymbol)parameter.Type))
        {
            findings.Add(new Finding(
                Rules.Struct, LocationInfo.Of(parameter), parameter.Type.Name,
                "none can be made of what C passes; give it a constructor whose parameters are its fields, or setters for those that are none"));
            return null;
        }

        return new ParameterModel(Identifiers.Of(parameter), type)
        {
            IsOut = parameter.RefKind == RefKind.Out,
            IsIn = parameter.RefKind == RefKind.In,
            Declared = TypeReader.SpellAnnotated(parameter.Type),
            IsOptional = parameter.Find("System.Runtime.InteropServices.OptionalAttribute") != null,
        };
    }
}
