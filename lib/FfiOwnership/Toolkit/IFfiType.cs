namespace FfiOwnership.Toolkit;

/// <summary>A type that C knows by a name: a class behind handles, or, as <see cref="IFfiStruct{T}"/>, a struct in boxes.</summary>
public interface IFfiType
{
    /// <summary>The type's name in C, UTF-8, 1 to 255 bytes, such as <c>"acme_column"u8</c>: messages and leak reports use it. No two types of a library share one.</summary>
    public static abstract ReadOnlySpan<byte> CName { get; }

    /// <summary>Name of the C function that ends such a value, such as <c>"acme_column_free"u8</c>: messages name it where a wrong one was called. Empty: none.</summary>
    public static abstract ReadOnlySpan<byte> FreeFunction { get; }
}
