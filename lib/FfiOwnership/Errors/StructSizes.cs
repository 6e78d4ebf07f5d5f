namespace FfiOwnership.Errors;

/// <summary>Structs of a caller that begin with their size in bytes. They grow at their end only, and each released size stays valid.</summary>
internal static unsafe class StructSizes
{
    // SAFETY (whole file): promised: the struct, as far as its size field says. Unpublished: the value to copy, on the library's stack.

    /// <summary>Sizes of <c>ffo_error_info</c>: of version 1.0.</summary>
    public static ReadOnlySpan<uint> ErrorInfo => [64];

    /// <summary>Sizes of <c>ffo_type_desc</c>: of version 1.0.</summary>
    public static ReadOnlySpan<uint> TypeDescription => [64];

    /// <summary>Sizes of <c>ffo_block_info</c>: of versions 1.0 and 1.1.</summary>
    public static ReadOnlySpan<uint> BlockInfo => [144, 152];

    /// <summary>Sizes of <c>ffo_stats</c>: of version 1.0.</summary>
    public static ReadOnlySpan<uint> Statistics => [88];

    /// <summary>The sizes of the struct that is initialised with a macro.</summary>
    public static ReadOnlySpan<uint> Of(CName initialiser) => initialiser switch
    {
        CName.BlockInfoInit => BlockInfo,
        CName.StatsInit => Statistics,
        CName.TypeDescInit => TypeDescription,
        _ => default,
    };

    /// <summary>Reads the size field of a caller's struct, once: another thread may change it.</summary>
    /// <param name="given">The struct; not null.</param>
    /// <param name="known">Its sizes.</param>
    /// <param name="size">What it says.</param>
    /// <returns>False if that is none of its sizes; one of a later version is not, either.</returns>
    public static bool TryRead(void* given, ReadOnlySpan<uint> known, out uint size)
    {
        size = Volatile.Read(ref *(uint*)given);
        return known.Contains(size);
    }

    /// <summary>Fills in a caller's struct, up to the size that it has; its size field stays as it is.</summary>
    /// <param name="to">The caller's struct.</param>
    /// <param name="value">The struct of this version; its size field is set.</param>
    /// <param name="size">What <see cref="TryRead"/> has found.</param>
    public static void Fill(void* to, void* value, uint size)
    {
        *(uint*)value = size;
        Buffer.MemoryCopy(value, to, size, size);
    }
}
