using System.Runtime.CompilerServices;

namespace FfiOwnership.Errors;

/// <summary>The names of the C library that the ledger is behind. It has none of its own: the boundary supplies them before the first call.</summary>
internal static unsafe class CNames
{
    private static Table s_names;

    /// <summary>Supplies a name.</summary>
    /// <param name="name">Which one.</param>
    /// <param name="text">A literal; empty: the library has no such call.</param>
    public static void Supply(CName name, ReadOnlySpan<byte> text) => s_names[(int)name] = text;

    /// <summary>A name; empty if the library has none.</summary>
    public static Utf8Literal Of(CName name) => s_names[(int)name];

    /// <summary>A name as a C string: static, NUL-terminated; null if the library has none.</summary>
    public static byte* Pointer(CName name)
    {
        Utf8Literal text = s_names[(int)name];
        return text.IsEmpty ? null : text.Pointer;
    }

    [InlineArray((int)CName.Count)]
    private struct Table
    {
        private Utf8Literal _first;
    }
}
