using System.Globalization;
using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The settings in environment variables, read once. An invalid value is ignored, with a line on standard error.</summary>
/// <remarks>
/// The variables' names begin with the library's own prefix; a library without one reads none. Values are bytes in any encoding,
/// and a path is used as it is. A process that has more rights than the user who started it, such as a set-user-ID program,
/// reads none: LEAK_REPORT could overwrite any file that only the program may write.
/// </remarks>
internal struct Settings
{
    /// <summary>Room for the longest name of a variable in bytes, with its NUL.</summary>
    internal const int LongestName = 128;

    /// <summary>HEAP: the heap that blocks are on. Default: slab, or system if a memory checker is in the process.</summary>
    public HeapKind Heap;

    /// <summary>POLICY: what happens at a misuse. Default: return.</summary>
    public Policy Policy;

    /// <summary>QUARANTINE: bytes of freed blocks that are kept from reuse. Default: 0.</summary>
    public ulong QuarantineBytes;

    /// <summary>ZERO_ON_FREE: whether freed blocks are zeroed. Default: no.</summary>
    public bool ZeroOnFree;

    /// <summary>LEAK_REPORT: <c>stderr</c> or a path; empty: no report. Points into the environment, so it is valid only until that changes.</summary>
    public Utf8Literal LeakReport;

    /// <summary>Reads the environment.</summary>
    public static Settings Read() => new()
    {
        Heap = ReadHeap(),
        Policy = ReadPolicy(),
        QuarantineBytes = ReadBytes(),
        ZeroOnFree = ReadZeroOnFree(),
        LeakReport = Value("LEAK_REPORT"u8),
    };

    /// <summary>Reads HEAP. With a memory checker in the process it cannot be slab: the tool sees only allocations.</summary>
    private static HeapKind ReadHeap()
    {
        HeapKind fitting = MemoryChecker.IsPresent() ? HeapKind.System : HeapKind.Slab;
        ReadOnlySpan<byte> value = Value("HEAP"u8);
        bool isSlab = value.SequenceEqual("slab"u8);
        if (value.SequenceEqual("system"u8))
        {
            return HeapKind.System;
        }

        if (!value.IsEmpty && !(isSlab && fitting == HeapKind.Slab))
        {
            Complain("HEAP"u8, value, isSlab ? "a memory checker is in the process and needs the system heap"u8 : "expected slab or system"u8);
        }

        return fitting;
    }

    /// <summary>Reads POLICY.</summary>
    private static Policy ReadPolicy()
    {
        ReadOnlySpan<byte> value = Value("POLICY"u8);
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
            Complain("POLICY"u8, value, "expected return, log or abort"u8);
        }

        return Policy.Return;
    }

    /// <summary>Reads QUARANTINE.</summary>
    private static ulong ReadBytes()
    {
        ReadOnlySpan<byte> value = Value("QUARANTINE"u8);
        if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong bytes) && !value.IsEmpty)
        {
            Complain("QUARANTINE"u8, value, "expected a number of bytes"u8);
        }

        return bytes;
    }

    /// <summary>Reads ZERO_ON_FREE.</summary>
    private static bool ReadZeroOnFree()
    {
        ReadOnlySpan<byte> value = Value("ZERO_ON_FREE"u8);
        bool isOn = value.SequenceEqual("1"u8);
        if (!isOn && !value.IsEmpty && !value.SequenceEqual("0"u8))
        {
            Complain("ZERO_ON_FREE"u8, value, "expected 0 or 1"u8);
        }

        return isOn;
    }

    /// <summary>The name of a variable: the library's prefix and a word.</summary>
    /// <param name="word">The word, such as HEAP.</param>
    /// <param name="name">Room for <see cref="LongestName"/> bytes, which must not move.</param>
    /// <returns>The name, with a NUL behind it; empty: the library has no prefix.</returns>
    internal static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> word, Span<byte> name)
    {
        Utf8Literal prefix = CNames.Of(CName.EnvironmentPrefix);
        if (prefix.IsEmpty)
        {
            return default;
        }

        Utf8Writer writer = new(name[..^1]);
        writer.Add($"{prefix}");
        writer.Add(word);
        name[writer.Written.Length] = 0;
        return name[..writer.Written.Length];
    }

    /// <summary>The value of a variable; empty: it is not set.</summary>
    // SAFETY: the C runtime returns null or a NUL-terminated value, which stays until the environment changes; C forbids changes meanwhile.
    private static unsafe ReadOnlySpan<byte> Value(ReadOnlySpan<byte> word)
    {
        Span<byte> room = stackalloc byte[LongestName];
        ReadOnlySpan<byte> name = NameOf(word, room);
        return name.IsEmpty ? default : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(CRuntime.Variable(name));
    }

    /// <summary>Writes a line about an ignored value to standard error.</summary>
    private static void Complain(ReadOnlySpan<byte> word, ReadOnlySpan<byte> value, ReadOnlySpan<byte> why)
    {
        const int shown = 512;
        Span<byte> room = stackalloc byte[LongestName];
        Span<byte> line = stackalloc byte[shown + 256];
        Utf8Writer writer = new(line);
        writer.Add(NameOf(word, room));
        writer.Add("="u8);
        writer.Add(value[..Utf8Writer.Cut(value, shown)]);
        writer.Add(" is ignored: "u8);
        writer.Add(why);
        StandardError.WriteLine(writer.Written);
    }
}
