using System.Globalization;
using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The environment's wishes (<c>FFO_...</c>), read once. What cannot be read is named on standard error and ignored.</summary>
/// <remarks>
/// Values are bytes in whatever encoding; a path is used as it is. A process that has more rights than who started it, such as
/// a set-user-ID program, has none of these wishes: FFO_LEAK_REPORT could overwrite any file that only the program may write.
/// </remarks>
internal unsafe struct Settings
{
    // SAFETY (whole file): values are NUL-terminated and stay until the environment changes, which C forbids to do meanwhile.

    /// <summary>FFO_HEAP; slab, unless a memory checker is in the process.</summary>
    public HeapKind Heap;

    /// <summary>FFO_POLICY.</summary>
    public Policy Policy;

    /// <summary>FFO_QUARANTINE.</summary>
    public ulong QuarantineBytes;

    /// <summary>FFO_ZERO_ON_FREE.</summary>
    public bool ZeroOnFree;

    /// <summary>FFO_LEAK_REPORT: <c>stderr</c> or a path; until the environment changes. Empty: no report.</summary>
    public Utf8Literal LeakReport;

    /// <summary>Reads the environment.</summary>
    public static Settings Read() => new()
    {
        Heap = ReadHeap(),
        Policy = ReadPolicy(),
        QuarantineBytes = ReadBytes(),
        ZeroOnFree = ReadZeroOnFree(),
        LeakReport = Value("FFO_LEAK_REPORT"u8),
    };

    // A memory checker can watch only blocks that are allocations of their own.
    private static HeapKind ReadHeap()
    {
        HeapKind fitting = MemoryChecker.IsPresent() ? HeapKind.System : HeapKind.Slab;
        ReadOnlySpan<byte> value = Value("FFO_HEAP"u8);
        bool isSlab = value.SequenceEqual("slab"u8);
        if (value.SequenceEqual("system"u8))
        {
            return HeapKind.System;
        }

        if (!value.IsEmpty && !(isSlab && fitting == HeapKind.Slab))
        {
            Complain("FFO_HEAP"u8, value, isSlab ? "a memory checker is in the process and needs the system heap"u8 : "expected slab or system"u8);
        }

        return fitting;
    }

    private static Policy ReadPolicy()
    {
        ReadOnlySpan<byte> value = Value("FFO_POLICY"u8);
        if (value.SequenceEqual("log"u8))
        {
            return Policy.Log;
        }

        if (value.SequenceEqual("abort"u8))
        {
            return Policy.Abort;
        }

        if (!value.IsEmpty && !value.SequenceEqual("return"u8))
        {
            Complain("FFO_POLICY"u8, value, "expected return, log or abort"u8);
        }

        return Policy.Return;
    }

    private static ulong ReadBytes()
    {
        ReadOnlySpan<byte> value = Value("FFO_QUARANTINE"u8);
        if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong bytes) && !value.IsEmpty)
        {
            Complain("FFO_QUARANTINE"u8, value, "expected a number of bytes"u8);
        }

        return bytes;
    }

    private static bool ReadZeroOnFree()
    {
        ReadOnlySpan<byte> value = Value("FFO_ZERO_ON_FREE"u8);
        bool isOn = value.SequenceEqual("1"u8);
        if (!isOn && !value.IsEmpty && !value.SequenceEqual("0"u8))
        {
            Complain("FFO_ZERO_ON_FREE"u8, value, "expected 0 or 1"u8);
        }

        return isOn;
    }

    // Empty if there is none.
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> name) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(CRuntime.Variable(name));

    private static void Complain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> why)
    {
        const int shown = 512;
        Span<byte> line = stackalloc byte[shown + 256];
        Utf8Writer writer = new(line);
        writer.Add("ffi_ownership: "u8);
        writer.Add(name);
        writer.Add("="u8);
        writer.Add(value[..Utf8Writer.Cut(value, shown)]);
        writer.Add(" is ignored: "u8);
        writer.Add(why);
        writer.Add("\n"u8);
        CRuntime.WriteError(writer.Written);
    }
}
