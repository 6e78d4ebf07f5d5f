using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Types that are the same bytes in C: numbers, enums, and structs of such.</summary>
internal static class PlainTypes
{
    /// <summary>Why a type is no such type; null: it is one.</summary>
    public static string? Objection(ITypeSymbol type) => type.SpecialType switch
    {
        >= SpecialType.System_SByte and <= SpecialType.System_UInt64 => null,
        SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => null,
        SpecialType.System_Char => "a char is a unit of UTF-16, which C does not have; use ushort, or string for a text",
        SpecialType.System_Decimal => "C has no decimal; use double, or string",
        SpecialType.System_DateTime => "C has no DateTime; use a number of seconds or a string",
        SpecialType.System_Object => "C has no objects; use a class with [FfiHandle]",
        _ => type switch
        {
            { TypeKind: TypeKind.Enum } => null,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "C has no Nullable; use another value for none, or return a bool and give the value by an out parameter",
            INamedTypeSymbol { IsTupleType: true } => "C has no tuples; use a type with [FfiStruct], or out parameters",
            INamedTypeSymbol { TypeKind: TypeKind.Struct } plain => StructObjection(plain),
            { TypeKind: TypeKind.Class or TypeKind.Interface } => "it is a managed object; mark its class with [FfiHandle] or [FfiStruct]",
            { TypeKind: TypeKind.Error } => "it is not known",
            _ => "it is no type of C's",
        },
    };

    private static string? StructObjection(INamedTypeSymbol type)
    {
        if (type.DeclaringSyntaxReferences.Length == 0)
        {
            return "how it is laid out is not known here; mark a type of this project with [FfiStruct], or use numbers";
        }

        IFieldSymbol[] fields = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic)];
        if (fields.Length == 0)
        {
            return "it has no fields, and C has no empty structs";
        }

        if (type.Find("System.Runtime.InteropServices.StructLayoutAttribute")?.ConstructorArguments.FirstOrDefault().Value is 3)
        {
            return "its layout is Auto, which C does not know; use Sequential";
        }

        return fields.FirstOrDefault(field => field.IsFixedSizeBuffer || Objection(field.Type) != null) is { } wrong
            ? $"its field {wrong.AssociatedSymbol?.Name ?? wrong.Name} is no number, enum or struct of such; mark the type with [FfiStruct], which converts its fields"
            : null;
    }
}
