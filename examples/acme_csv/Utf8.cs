using System.Text;

namespace AcmeCsv;

/// <summary>Texts from outside.</summary>
internal static class Utf8
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="FfiException">It is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> text, string what)
    {
        try
        {
            return s_strict.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new FfiException(Status.InvalidUtf8, $"{what} is not valid UTF-8 from byte {e.Index} of {text.Length} on");
        }
    }
}
