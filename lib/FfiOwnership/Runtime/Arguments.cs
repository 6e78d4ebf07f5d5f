using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Runtime;

/// <summary>Reads what C passes, for generated code. A parameter's name is a literal: the message names it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Arguments
{
    // SAFETY (whole file): promised: a text, elements, and out parameters are null or what the header asks for, for the time of the call.

    /// <summary>Sees that a pointer is not NULL.</summary>
    /// <param name="pointer">The pointer; not followed.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="FfiException">It is NULL.</exception>
    public static void Need(void* pointer, ReadOnlySpan<byte> name)
    {
        if (pointer == null)
        {
            ThrowNull(name);
        }
    }

    /// <summary>Clears what an out parameter leads to, before anything is checked.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="to">The parameter; may be null.</param>
    public static void Clear<T>(T* to)
        where T : unmanaged
    {
        if (to != null)
        {
            *to = default;
        }
    }

    /// <inheritdoc cref="Clear{T}(T*)"/>
    public static void Clear(void** to)
    {
        if (to != null)
        {
            *to = null;
        }
    }

    /// <summary>A text of the caller's.</summary>
    /// <param name="text">UTF-8, NUL-terminated.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="FfiException">It is NULL, or not UTF-8.</exception>
    public static string Text(byte* text, ReadOnlySpan<byte> name)
    {
        Need(text, name);
        ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        nuint valid = TextScan.ValidUtf8(text, (nuint)bytes.Length);
        return valid == (nuint)bytes.Length ? Encoding.UTF8.GetString(bytes) : throw NotUtf8(name, valid, bytes.Length);
    }

    /// <summary>A text of the caller's, or none.</summary>
    /// <param name="text">UTF-8, NUL-terminated; null: there is none.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="FfiException">It is not UTF-8.</exception>
    public static string? TextOrNull(byte* text, ReadOnlySpan<byte> name) => text == null ? null : Text(text, name);

    /// <summary>Elements of the caller's.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="first">The first one; may be null if there are none.</param>
    /// <param name="count">How many.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="FfiException">There are some, and the pointer is NULL; or there are more than a span can have.</exception>
    public static ReadOnlySpan<T> Elements<T>(T* first, nuint count, ReadOnlySpan<byte> name)
        where T : unmanaged => MutableElements(first, count, name);

    /// <summary>Elements of the caller's, to be changed.</summary>
    /// <inheritdoc cref="Elements"/>
    public static Span<T> MutableElements<T>(T* first, nuint count, ReadOnlySpan<byte> name)
        where T : unmanaged
    {
        if (count != 0)
        {
            Need(first, name);
        }

        return count <= int.MaxValue
            ? new Span<T>(first, (int)count)
            : throw new FfiException(Status.OutOfRange, $"{Encoding.UTF8.GetString(name)} has {count} elements; at most {int.MaxValue} can be passed");
    }

    /// <summary>Sees that a callback is still borrowed.</summary>
    /// <param name="hasEnded">Whether the call that was given it has ended.</param>
    /// <param name="name">The callback's type in C.</param>
    /// <exception cref="ObjectDisposedException">It has.</exception>
    public static void NeedBorrowed(bool hasEnded, ReadOnlySpan<byte> name)
    {
        if (hasEnded)
        {
            throw new ObjectDisposedException(null, $"{Encoding.UTF8.GetString(name)} was invoked after the call that had borrowed it");
        }
    }

    private static void ThrowNull(ReadOnlySpan<byte> name) => throw new FfiException(Status.NullArgument, $"{Encoding.UTF8.GetString(name)} is NULL");

    private static FfiException NotUtf8(ReadOnlySpan<byte> name, nuint valid, int length) =>
        new(Status.InvalidUtf8, $"{Encoding.UTF8.GetString(name)} is not valid UTF-8 from byte {valid} of {length} on");
}
