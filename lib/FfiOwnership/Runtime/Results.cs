using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Toolkit;

namespace FfiOwnership.Runtime;

/// <summary>Makes owned blocks of what an exported method has returned, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Results
{
    // SAFETY (whole file): pinned: a text, for the call. Promised: a struct of the caller's.

    /// <summary>Sees that a method has returned something.</summary>
    /// <param name="result">What it has returned.</param>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    public static void Need([NotNull] object? result)
    {
        if (result is null)
        {
            throw new InvalidOperationException("it has returned null, which its signature does not allow");
        }
    }

    /// <summary>A string, which C owns.</summary>
    /// <param name="text">Its text.</param>
    /// <exception cref="FfiException">The text has a NUL in it, half a surrogate pair, or there is no memory.</exception>
    public static byte* Text(string text)
    {
        Need(text);
        Failure failure = default;
        fixed (char* units = text)
        {
            Answer.Check(CString.FromUtf16(units, (nuint)text.Length, out byte* made, ref failure), failure);
            return made;
        }
    }

    /// <summary>A string, which C owns, or none.</summary>
    /// <param name="text">Its text; null: there is none.</param>
    /// <exception cref="FfiException">The text has a NUL in it, half a surrogate pair, or there is no memory.</exception>
    public static byte* TextOrNull(string? text) => text is null ? null : Text(text);

    /// <summary>A vec of elements that own nothing, which C owns.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="elements">The elements, enumerated once.</param>
    /// <exception cref="FfiException">There is no memory.</exception>
    public static VecData Vec<T>(IEnumerable<T> elements)
        where T : unmanaged
    {
        Need(elements);
        ReadOnlySpan<T> all = elements switch
        {
            T[] array => array,
            List<T> list => CollectionsMarshal.AsSpan(list),
            _ => [.. elements],
        };
        using OwnedVec<T> vec = OwnedVec<T>.Create(all);
        return vec.IntoRaw();
    }

    /// <summary>How many elements to make room for.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="elements">The elements.</param>
    /// <returns>Their number; 0 if it is not known before they are enumerated.</returns>
    public static nuint CountOf<T>(IEnumerable<T> elements)
    {
        Need(elements);
        return elements.TryGetNonEnumeratedCount(out int count) ? (nuint)count : 0;
    }
}
