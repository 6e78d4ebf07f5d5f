using System.Runtime.InteropServices;

namespace FfiOwnership.Tests.Support;

/// <summary>A text as C wants it: UTF-8, NUL-terminated, in memory that stays where it is.</summary>
internal sealed unsafe class NativeText(string? text) : IDisposable
{
    /// <summary>Its first byte; null for no text.</summary>
    public byte* Pointer { get; private set; } = (byte*)Marshal.StringToCoTaskMemUTF8(text);

    /// <summary>Reads a text of C's.</summary>
    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <inheritdoc/>
    public void Dispose()
    {
        Marshal.FreeCoTaskMem((nint)Pointer);
        Pointer = null;
    }
}
