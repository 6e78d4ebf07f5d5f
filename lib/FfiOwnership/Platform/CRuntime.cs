using System.Diagnostics.CodeAnalysis;

namespace FfiOwnership.Platform;

/// <summary>The functions of the C runtime and the operating system that the library uses; the only code that knows which ones they are.</summary>
internal static unsafe partial class CRuntime
{
    /// <summary>Whether pages read as zero after <see cref="TryDiscardPages"/>; otherwise their contents are undefined.</summary>
    public static bool DiscardedPagesAreZero => OperatingSystem.IsLinux();

    /// <summary>Size of a page in bytes; the least that <see cref="TryDiscardPages"/> can discard. Environment.SystemPageSize would link the framework's texts of errors.</summary>
    public static nuint PageSize => OperatingSystem.IsWindows() ? 4096 : (nuint)Unix.Getpagesize();

    /// <summary>Returns the physical memory of whole pages to the system. Their contents are lost; the next access gets new memory.</summary>
    /// <param name="memory">The start of a page.</param>
    /// <param name="size">Size in bytes, a multiple of the page size.</param>
    /// <returns>False if the system refuses, as it does for pages locked in memory; the contents are unchanged then.</returns>
    // SAFETY: the caller owns the pages and needs their contents no more.
    public static bool TryDiscardPages(void* memory, nuint size)
    {
        if (OperatingSystem.IsWindows())
        {
            return Windows.TryResetPages(memory, size);
        }

        const int dontNeed = 4; // MADV_DONTNEED, the same number on Linux and macOS
        return Unix.Madvise(memory, size, dontNeed) == 0;
    }

    /// <summary>Returns the length of a NUL-terminated text in bytes. Calls the C runtime's <c>strlen</c>, which memory checkers intercept.</summary>
    // SAFETY: Promised: the text, up to its NUL.
    public static nuint Length(byte* text)
    {
        CallersMemory.Touch(text);
        return OperatingSystem.IsWindows() ? Windows.Strlen(text) : Unix.Strlen(text);
    }

    /// <summary>Writes to standard error, unbuffered. Stops silently at the first error.</summary>
    public static void WriteError(ReadOnlySpan<byte> text)
    {
        // SAFETY: the span is fixed in memory while the system reads it, and `at` stays within it.
        fixed (byte* start = text)
        {
            byte* at = start;
            byte* end = start + text.Length;
            while (at < end)
            {
                nint written = OperatingSystem.IsWindows() ? Windows.WriteError(at, (uint)(end - at)) : Unix.Write(2, at, (nuint)(end - at));
                if (written <= 0)
                {
                    return;
                }

                at += written;
            }
        }
    }

    /// <summary>Ends the process immediately by the C runtime's <c>abort()</c>.</summary>
    [DoesNotReturn]
    public static void Abort()
    {
        if (OperatingSystem.IsWindows())
        {
            Windows.Abort();
        }

        Unix.Abort();
    }
}
