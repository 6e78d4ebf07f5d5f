using System.Globalization;
using System.Text;
using FfiOwnership.Errors;
using FfiOwnership.Memory;
using FfiOwnership.Platform;

namespace FfiOwnership;

/// <summary>The environment's wishes (<c>FFO_...</c>), read once. What cannot be read is named on standard error and ignored.</summary>
/// <param name="Heap">FFO_HEAP; slab, unless a memory checker is in the process.</param>
/// <param name="Policy">FFO_POLICY.</param>
/// <param name="LeakReport">FFO_LEAK_REPORT: <c>stderr</c> or a path; null: no report.</param>
/// <param name="QuarantineBytes">FFO_QUARANTINE.</param>
/// <param name="ZeroOnFree">FFO_ZERO_ON_FREE.</param>
internal sealed record Settings(HeapKind Heap, Policy Policy, string? LeakReport, ulong QuarantineBytes, bool ZeroOnFree)
{
    /// <summary>Reads the environment.</summary>
    public static Settings Read()
    {
        return new Settings(ReadHeap(), ReadPolicy(), Value("FFO_LEAK_REPORT"), ReadBytes(), ReadZeroOnFree());
    }

    // A memory checker can watch only blocks that are allocations of their own.
    private static HeapKind ReadHeap()
    {
        HeapKind fitting = MemoryChecker.IsPresent() ? HeapKind.System : HeapKind.Slab;
        switch (Value("FFO_HEAP"))
        {
            case null:
                return fitting;
            case "system":
                return HeapKind.System;
            case "slab" when fitting == HeapKind.Slab:
                return HeapKind.Slab;
            case { } other:
                Complain("FFO_HEAP", other, other == "slab" ? "a memory checker is in the process and needs the system heap" : "expected slab or system");
                return fitting;
        }
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
