using System.Text;

namespace AcmeCsv;

/// <summary>Texts from outside.</summary>
internal static class Utf8
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FfiException">It is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return s_strict.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new FfiException(Status.InvalidUtf8, $"byte {e.Index} is not UTF-8");
        }
    }
}
