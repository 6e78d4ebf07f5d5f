using System.Globalization;
using System.Text;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership;

/// <summary>The environment's wishes (<c>FFO_...</c>), read once. What cannot be read is named on standard error and ignored.</summary>
/// <param name="Policy">FFO_POLICY.</param>
/// <param name="LeakReport">FFO_LEAK_REPORT: <c>stderr</c> or a path; null: no report.</param>
/// <param name="QuarantineBytes">FFO_QUARANTINE.</param>
/// <param name="ZeroOnFree">FFO_ZERO_ON_FREE.</param>
internal sealed record Settings(Policy Policy, string? LeakReport, ulong QuarantineBytes, bool ZeroOnFree)
{
    /// <summary>Reads the environment.</summary>
    public static Settings Read()
    {
        if (Value("FFO_HEAP") is { } heap && heap != "system")
        {
            Complain("FFO_HEAP", heap, heap == "slab" ? "this version has only the system heap" : "expected slab or system");
        }

        return new Settings(ReadPolicy(), Value("FFO_LEAK_REPORT"), ReadBytes(), ReadZeroOnFree());
    }

    private static Policy ReadPolicy()
    {
        switch (Value("FFO_POLICY"))
        {
            case null or "return":
                return Policy.Return;
            case "log":
                return Policy.Log;
            case "abort":
                return Policy.Abort;
            case { } other:
                Complain("FFO_POLICY", other, "expected return, log or abort");
                return Policy.Return;
        }
    }

    private static ulong ReadBytes()
    {
        if (Value("FFO_QUARANTINE") is not { } value)
        {
            return 0;
        }

        if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong bytes))
        {
            Complain("FFO_QUARANTINE", value, "expected a number of bytes");
        }

        return bytes;
    }

    private static bool ReadZeroOnFree()
    {
        switch (Value("FFO_ZERO_ON_FREE"))
        {
            case null or "0":
                return false;
            case "1":
                return true;
            case { } other:
                Complain("FFO_ZERO_ON_FREE", other, "expected 0 or 1");
                return false;
        }
    }

    private static string? Value(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static void Complain(string name, string value, string why) =>
        CRuntime.WriteError(Encoding.UTF8.GetBytes($"ffi_ownership: {name}={value} is ignored: {why}\n"));
}
