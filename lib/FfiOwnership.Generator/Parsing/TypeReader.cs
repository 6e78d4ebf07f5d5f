using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Says how types cross the boundary, or why they cannot.</summary>
internal static class TypeReader
{
    /// <summary>A type as it is written, qualified throughout.</summary>
    public static string Spell(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The same, with question marks where null is a value.</summary>
    public static string SpellAnnotated(ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    /// <summary>A parameter of an exported method that is passed in.</summary>
    public static CrossingType? ReadArgument(ITypeSymbol type, out string objection)
    {
        objection = "";
        return type switch
        {
            IPointerTypeSymbol or IFunctionPointerTypeSymbol => new CrossingType(Shape.Pointer, Spell(type)),
            INamedTypeSymbol { TypeKind: TypeKind.Delegate } callback => CallbackParser.ReadUse(callback, out objection),
            INamedTypeSymbol { IsGenericType: true, Name: "ReadOnlySpan" or "Span" } span when IsInSystem(span) => ReadSpan(span, out objection),
            _ => ReadValue(type, out objection) ?? WithAdvice(IsSequence(type), "a parameter with elements is a ReadOnlySpan of numbers, which C passes as pointer and count", ref objection),
        };
    }

    /// <summary>What an exported method returns, or gives by an out parameter.</summary>
    public static CrossingType? ReadResult(ITypeSymbol type, out string objection)
    {
        if (ReadValue(type, out objection) is { } value)
        {
            return value;
        }

        if (ElementOf(type) is not { } element)
        {
            return WithAdvice(type is INamedTypeSymbol { Name: "ReadOnlySpan" or "Span" } span && IsInSystem(span), "return an array; it is copied into a list that C owns", ref objection);
        }

        CrossingType? of = ReadValue(element, out objection);
        if (type.NullableAnnotation == NullableAnnotation.Annotated || of is { MayBeNull: true })
        {
            objection = "neither a list nor an element of one can be null in C; return an empty list";
            return null;
        }

        switch (of?.Shape)
        {
            case Shape.Plain:
                return new CrossingType(Shape.PlainList, of.Managed);
            case Shape.Struct:
                return new CrossingType(Shape.StructList, of.Managed) { Generated = of.Generated };
            case Shape.Text:
                objection = "the elements of a list are numbers or types with [FfiStruct]; put each text into one";
                return null;
            case null:
                return null;
            default:
                objection = "the elements of a list are numbers or types with [FfiStruct]";
                return null;
        }
    }

    /// <summary>A field of a struct.</summary>
    public static CrossingType? ReadField(ITypeSymbol type, out string objection)
    {
        CrossingType? field = ReadValue(type, out objection);
        if (field?.Shape == Shape.Handle)
        {
            objection = "a struct owns no handle; let a function return it";
            return null;
        }

        return field ?? WithAdvice(ElementOf(type) != null, "a struct owns no list; let a function return the list", ref objection);
    }

    /// <summary>A parameter of a callback.</summary>
    public static CrossingType? ReadCallbackArgument(ITypeSymbol type, out string objection)
    {
        if (type is INamedTypeSymbol { IsGenericType: true, Name: "ReadOnlySpan" } span && IsInSystem(span))
        {
            if (span.TypeArguments[0].SpecialType == SpecialType.System_String)
            {
                objection = "";
                return new CrossingType(Shape.Texts, Spell(type));
            }

            return ReadSpan(span, out objection);
        }

        if (ElementOf(type) is { SpecialType: SpecialType.System_String } && type.SpecialType != SpecialType.System_String)
        {
            bool mayBeNull = type.NullableAnnotation == NullableAnnotation.Annotated;
            objection = mayBeNull ? "a list cannot be null in C; pass an empty one" : "";
            return mayBeNull ? null : new CrossingType(Shape.Texts, Spell(type));
        }

        CrossingType? argument = ReadValue(type, out objection);
        if (argument is { Shape: Shape.Handle or Shape.Struct })
        {
            objection = "a callback is passed numbers, enums, bools, texts, spans of numbers and lists of texts";
            return null;
        }

        return argument;
    }

    /// <summary>What a callback returns.</summary>
    public static CrossingType? ReadCallbackResult(ITypeSymbol type, out string objection)
    {
        CrossingType? result = ReadValue(type, out objection);
        if (result is { IsOwner: true })
        {
            objection = "a callback returns nothing, a number, an enum or a bool";
            return null;
        }

        return result;
    }

    /// <summary>The elements' type of a sequence; null: it is none.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return array.Rank == 1 ? array.ElementType : null;
        }

        INamedTypeSymbol[] sequences = [.. type.AllInterfaces.Prepend(type as INamedTypeSymbol)
            .OfType<INamedTypeSymbol>().Where(candidate => candidate.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)];
        return sequences.Length == 1 ? sequences[0].TypeArguments[0] : null;
    }

    private static bool IsSequence(ITypeSymbol type) => ElementOf(type) != null;

    private static CrossingType? ReadSpan(INamedTypeSymbol span, out string objection)
    {
        CrossingType? element = ReadValue(span.TypeArguments[0], out objection);
        if (element is { Shape: not Shape.Plain })
        {
            objection = element.Shape == Shape.Bool
                ? "C may have any byte in a bool; take a ReadOnlySpan<byte>, where all but 0 is true"
                : "the elements of a span are numbers, enums or structs of such";
            return null;
        }

        return element == null ? null : new CrossingType(Shape.Span, element.Managed) { IsMutable = span.Name == "Span" };
    }

    private static CrossingType? ReadValue(ITypeSymbol type, out string objection)
    {
        objection = "";
        bool mayBeNull = type.NullableAnnotation == NullableAnnotation.Annotated && !type.IsValueType;
        string managed = Spell(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
        if (type.SpecialType == SpecialType.System_String)
        {
            return new CrossingType(Shape.Text, managed) { MayBeNull = mayBeNull };
        }

        if (type.SpecialType == SpecialType.System_Boolean)
        {
            return new CrossingType(Shape.Bool, managed);
        }

        bool isOfHere = type.DeclaringSyntaxReferences.Length != 0;
        if (type.Find(KnownAttributes.Handle) is { } handle && IsHere(isOfHere, ref objection))
        {
            return new CrossingType(Shape.Handle, managed) { Generated = Identifiers.Escape(handle.NameOf()), MayBeNull = mayBeNull };
        }

        if (objection.Length == 0 && type.Find(KnownAttributes.Struct) is { } record && IsHere(isOfHere, ref objection))
        {
            return new CrossingType(Shape.Struct, managed) { Generated = Identifiers.Escape(record.NameOf()), MayBeNull = mayBeNull };
        }

        if (objection.Length != 0)
        {
            return null;
        }

        if (PlainTypes.Objection(type) is not { } reason)
        {
            return new CrossingType(Shape.Plain, managed);
        }

        objection = reason;
        return null;
    }

    private static bool IsHere(bool isOfHere, ref string objection)
    {
        objection = isOfHere ? "" : "its attribute has an effect only in the project that is published; declare the type there";
        return isOfHere;
    }

    private static bool IsInSystem(INamedTypeSymbol type) => type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    private static CrossingType? WithAdvice(bool applies, string advice, ref string objection)
    {
        objection = applies ? advice : objection;
        return null;
    }
}
