namespace FfiOwnership.Toolkit;

/// <summary>A struct that crosses the boundary in owned blocks, laid out as C lays it out.</summary>
/// <remarks>
/// <code>
/// public unsafe struct Column : IFfiStruct&lt;Column&gt;
/// {
///     public byte* Name;
///     public ulong Filled;
///
///     public static ReadOnlySpan&lt;byte&gt; CName => "acme_column"u8;
///     public static ReadOnlySpan&lt;byte&gt; FreeFunction => "acme_column_free"u8;
///     public static void Describe(ref StructDescription&lt;Column&gt; type) => type.Owns(ref type.Sample.Name);
/// }
/// </code>
/// The type is registered at its first use; boxes, handles and the C side then share its number, <see cref="FfiType.Number{T}"/>.
/// </remarks>
/// <typeparam name="T">The struct itself.</typeparam>
public interface IFfiStruct<T> : IFfiType
    where T : unmanaged, IFfiStruct<T>
{
    /// <summary>Name of the C function that ends a vec of such structs, such as <c>"acme_column_list_free"u8</c>: messages name it where a wrong one was called. Empty: none.</summary>
    public static virtual ReadOnlySpan<byte> FreeVecFunction => default;

    /// <summary>Says which fields own what they point to. Called once, at the type's first use; a struct that owns nothing leaves it out.</summary>
    /// <param name="type">The description to be completed.</param>
    public static virtual void Describe(ref StructDescription<T> type)
    {
    }
}
