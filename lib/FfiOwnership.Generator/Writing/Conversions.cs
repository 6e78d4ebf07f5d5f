using FfiOwnership.Generator.Models;

namespace FfiOwnership.Generator.Writing;

/// <summary>How a value becomes what C gets.</summary>
internal static class Conversions
{
    /// <param name="type">The value's type.</param>
    /// <param name="value">The value; evaluated once.</param>
    public static string ToNative(CrossingType type, string value) => type.Shape switch
    {
        Shape.Bool => $"{value} ? (byte)1 : (byte)0",
        Shape.Text => $"Results.{(type.MayBeNull ? "TextOrNull" : "Text")}({value})",
        Shape.Handle => $"HandleOf<{type.Managed}, {type.Generated}>.{(type.MayBeNull ? "GiveOrZero" : "Give")}({value})",
        Shape.Struct => $"{type.Generated}.{(type.MayBeNull ? "BoxOrNull" : "Box")}({value})",
        Shape.PlainList => $"Results.Vec<{type.Managed}>({value})",
        Shape.StructList => $"{type.Generated}.List({value})",
        _ => value,
    };
}
