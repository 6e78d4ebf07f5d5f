using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiOwnership.Errors;

/// <summary>A UTF-8 literal as data of an unmanaged struct: where it is and how long.</summary>
/// <remarks>
/// Made from <c>"..."u8</c>: such literals lie in the image, never move, and are followed by a NUL. The one other source is
/// the boundary's copy of somebody else's words, in native memory, which lives until the thread's next failure.
/// </remarks>
internal readonly unsafe struct Utf8Literal
{
    private readonly byte* _start;
    private readonly int _length;

    private Utf8Literal(byte* start, int length)
    {
        _start = start;
        _length = length;
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The literal as a C string.</summary>
    public byte* Pointer => _start;

    /// <summary>The literal's bytes without the NUL.</summary>
    // SAFETY: start and length are those of the literal that this value was made from; literals live as long as the image.
    public ReadOnlySpan<byte> Span => new(_start, _length);

    // SAFETY: the span lies in the image or in native memory (see the type's remarks), so the GC does not move it.
    public static implicit operator Utf8Literal(ReadOnlySpan<byte> literal) =>
        new((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal)), literal.Length);
}
