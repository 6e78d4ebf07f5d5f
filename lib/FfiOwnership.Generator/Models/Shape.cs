namespace FfiOwnership.Generator.Models;

/// <summary>How a type crosses the boundary.</summary>
internal enum Shape
{
    /// <summary>Nothing is returned.</summary>
    Nothing,

    /// <summary>A number, an enum, or a struct of such: as it is.</summary>
    Plain,

    /// <summary>A pointer: as it is.</summary>
    Pointer,

    /// <summary>One byte.</summary>
    Bool,

    /// <summary>A C string.</summary>
    Text,

    /// <summary>The handle of an object.</summary>
    Handle,

    /// <summary>A pointer to a registered struct.</summary>
    Struct,

    /// <summary>Pointer and count, of plain elements.</summary>
    Span,

    /// <summary>Pointer and count, of texts.</summary>
    Texts,

    /// <summary>A vec of plain elements.</summary>
    PlainList,

    /// <summary>A vec of registered structs.</summary>
    StructList,

    /// <summary>A function and a context.</summary>
    Callback,
}
