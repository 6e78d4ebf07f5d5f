using Microsoft.CodeAnalysis;

namespace FfiOwnership.Analyzers;

/// <summary>What is wrong with a type that shall cross the boundary.</summary>
internal static class CrossingTypes
{
    public const string Reference = "a managed reference moves with what it refers to; pass a pointer";

    /// <summary>What is wrong with a type, behind pointers and inside structs, too; null: nothing.</summary>
    public static string? Problem(ITypeSymbol type) => Problem(type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    /// <summary>The fields that a struct is made of.</summary>
    public static IFieldSymbol[] FieldsOf(INamedTypeSymbol type) => [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst)];

    /// <summary>What is wrong with a struct beside its fields; null: nothing.</summary>
    public static string? ProblemOfLayout(INamedTypeSymbol type, IFieldSymbol[] fields)
    {
        AttributeData? layout = type.GetAttributes().FirstOrDefault(a => a.AttributeClass is { Name: "StructLayoutAttribute", ContainingNamespace.Name: "InteropServices" });
        if (layout?.ConstructorArguments.FirstOrDefault().Value is int and 3)
        {
            return $"the runtime chooses the layout of {type.Name}; let it be sequential";
        }

        return fields.Length == 0 && layout?.NamedArguments.Any(argument => argument.Key == "Size") != true && type.DeclaringSyntaxReferences.Length != 0
            ? $"{type.Name} is empty, which no struct is in C"
            : null;
    }

    private static string? Problem(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (!seen.Add(type))
        {
            return null;
        }

        return type switch
        {
            // UTF-16, C's uint16_t *.
            IPointerTypeSymbol { PointedAtType.SpecialType: SpecialType.System_Char } => null,
            IPointerTypeSymbol pointer => Problem(pointer.PointedAtType, seen),
            IFunctionPointerTypeSymbol function => function.Signature.Parameters.Select(parameter => parameter.Type).Append(function.Signature.ReturnType)
                .Select(crossing => Problem(crossing, seen)).FirstOrDefault(problem => problem != null),
            ITypeParameterSymbol => null,
            { TypeKind: TypeKind.Enum } => null,
            _ => ProblemOfSpecial(type) ?? (type is INamedTypeSymbol { IsValueType: true, SpecialType: SpecialType.None } value ? ProblemInside(value, seen) : null),
        };
    }

    private static string? ProblemOfSpecial(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "bool is one byte of which C may set any bit; use byte, and non-zero is true",
        SpecialType.System_Char => "char is a UTF-16 unit here and a byte in C; use byte or ushort",
        SpecialType.System_Decimal => "C has no decimal; use double, or a text",
        SpecialType.System_DateTime => "the runtime chooses the layout of DateTime; use a long and say what it counts",
        _ when type.IsReferenceType => $"{type.Name} is a managed reference, which moves; use a handle, a box or a pointer",
        _ when type.IsRefLikeType => $"{type.Name} is a managed reference, which moves; use a pointer and a count",
        _ when type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T => "C has no Nullable; use a pointer that may be NULL, or a value and a flag",
        _ when Namespace(type) == "System" && type.Name is "DateTimeOffset" => "the runtime chooses the layout of DateTimeOffset; use a long and say what it counts",
        _ when Namespace(type) == "System" && type.Name is "Int128" or "UInt128" => $"{type.Name} is not passed as C passes such a type; use two numbers of 64 bits",
        _ when Namespace(type) is "System.Numerics" or "System.Runtime.Intrinsics" && type.Name.StartsWith("Vector", StringComparison.Ordinal) => $"{type.Name} is not passed as C passes such a type; use a struct of numbers",
        _ => null,
    };

    private static string? ProblemInside(INamedTypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        // The runtime's own structs are what their documentation says, or are named above.
        if (Namespace(type).StartsWith("System", StringComparison.Ordinal) && type.DeclaringSyntaxReferences.Length == 0)
        {
            return null;
        }

        IFieldSymbol[] fields = FieldsOf(type);
        return ProblemOfLayout(type, fields)
            ?? fields.Select(field => Problem(field.Type, seen) is { } problem ? $"{type.Name}.{field.Name}: {problem}" : null).FirstOrDefault(problem => problem != null);
    }

    private static string Namespace(ITypeSymbol type) => type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "";
}
