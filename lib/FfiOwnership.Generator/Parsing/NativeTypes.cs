using FfiOwnership.Generator.Models;

namespace FfiOwnership.Generator.Parsing;

/// <summary>What types are on the C side, spelled in C#.</summary>
internal static class NativeTypes
{
    /// <summary>What is passed for a value; of a span or a list of texts, the pointer.</summary>
    public static string OfValue(CrossingType type) => type.Shape switch
    {
        Shape.Nothing => "void",
        Shape.Bool => "byte",
        Shape.Text => "byte*",
        Shape.Texts => "byte**",
        Shape.Handle => "ulong",
        Shape.Struct => type.Generated + "*",
        Shape.Span => type.Managed + "*",
        Shape.PlainList or Shape.StructList => "VecData",
        Shape.Callback => type.Function,
        _ => type.Managed,
    };

    /// <summary>All that is passed for a value.</summary>
    public static IEnumerable<string> OfArgument(CrossingType type) => type.Shape switch
    {
        Shape.Span or Shape.Texts => [OfValue(type), "nuint"],
        Shape.Callback => [OfValue(type), "void*"],
        _ => [OfValue(type)],
    };
}
