using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FfiOwnership.Analyzers;

/// <summary>FFO002: types that C cannot have, in exports, callbacks, and structs that the ledger knows.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CrossingTypeAnalyzer : FfiAnalyzer
{
    public CrossingTypeAnalyzer()
        : base(Rules.CrossingType)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        context.RegisterSymbolAction(symbol => CheckMethod(symbol, types), SymbolKind.Method);
        context.RegisterSymbolAction(symbol => CheckStruct(symbol, types), SymbolKind.NamedType);
    }

    private static void CheckMethod(SymbolAnalysisContext context, KnownTypes types)
    {
        IMethodSymbol method = (IMethodSymbol)context.Symbol;
        if (!types.IsForUnmanagedCallers(method))
        {
            return;
        }

        Report(context, method, method.Name, method.ReturnsByRef || method.ReturnsByRefReadonly ? CrossingTypes.Reference : CrossingTypes.Problem(method.ReturnType));
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            Report(context, parameter, parameter.Name, parameter.RefKind != RefKind.None ? CrossingTypes.Reference : CrossingTypes.Problem(parameter.Type));
        }
    }

    private static void CheckStruct(SymbolAnalysisContext context, KnownTypes types)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Struct || !type.AllInterfaces.Any(i => KnownTypes.Is(i, types.FfiStruct)))
        {
            return;
        }

        IFieldSymbol[] fields = CrossingTypes.FieldsOf(type);
        foreach (IFieldSymbol field in fields)
        {
            Report(context, field, field.Name, CrossingTypes.Problem(field.Type));
        }

        Report(context, type, type.Name, CrossingTypes.ProblemOfLayout(type, fields));
    }

    private static void Report(SymbolAnalysisContext context, ISymbol at, string name, string? problem)
    {
        if (problem != null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.CrossingType, at.Locations[0], name, problem));
        }
    }
}
