using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>Writes lines to standard error; each begins with the library's name.</summary>
internal static class StandardError
{
    /// <summary>The longest line in bytes, with its end.</summary>
    private const int LongestLine = ThreadErrorState.MessageSize + 128;

    /// <summary>Writes a line in one system call, so that lines of several threads do not mix. Errors are ignored.</summary>
    /// <param name="text">UTF-8, without a line end; cut if it is very long.</param>
    public static void WriteLine(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> line = stackalloc byte[LongestLine];
        Utf8Writer writer = new(line[..^1]);
        writer.Add($"{CNames.Of(CName.Library)}: ");
        writer.Add(text);
        int length = writer.Written.Length;
        line[length] = (byte)'\n';
        CRuntime.WriteError(line[..(length + 1)]);
    }
}
