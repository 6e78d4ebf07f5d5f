using FfiOwnership.Generator.Models;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Whatever C is given has a function that frees it. That of strings is the library's, and is looked for where the library is known.</summary>
internal static class FreeRules
{
    /// <summary>What cannot be freed, and what to do about it; null: it can.</summary>
    /// <param name="type">The type as it is written.</param>
    /// <param name="crossing">How it crosses.</param>
    /// <param name="list">The [FfiList] there; null: there is none.</param>
    public static (string What, string Advice)? Objection(ITypeSymbol type, CrossingType crossing, AttributeData? list) => crossing.Shape switch
    {
        Shape.Handle when type.Find(KnownAttributes.Handle)?.Named("Close") is null =>
            ("a handle", $"name the function that closes it: [FfiHandle(\"{crossing.Generated}\", Close = \"{crossing.Generated}_close\")]"),
        Shape.Struct when type.Find(KnownAttributes.Struct)?.Named("Free") is null =>
            ("a struct", $"name the function that frees it: [FfiStruct(\"{crossing.Generated}\", Free = \"{crossing.Generated}_free\")]"),
        Shape.StructList when TypeReader.ElementOf(type)?.Find(KnownAttributes.Struct)?.Named("FreeList") is null =>
            ("a list", $"name the function that frees it: [FfiStruct(\"{crossing.Generated}\", FreeList = \"{crossing.Generated}_list_free\")]"),
        Shape.PlainList when list?.Named("Free") is null =>
            ("a list", "name the function that frees it: [return: FfiList(Free = \"name in C\")], or [FfiList] on the out parameter"),
        _ => null,
    };
}
