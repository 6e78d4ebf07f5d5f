using System.Diagnostics;

namespace FfiOwnership.Platform;

/// <summary>Random numbers that differ from one loaded copy of the library to the next.</summary>
internal static unsafe class SecretKey
{
    private static ulong s_mixed;

    /// <summary>64 random bits, asked of the system; where it has none to give, mixed from what differs between processes.</summary>
    public static ulong New() => CRuntime.TryRandom(out ulong random) ? random : Mix();

    // The kernel's gift to each program, the time, and where stack and library lie, which ASLR moves. Good enough against
    // accidents, which is what the keys are for.
    private static ulong Mix()
    {
        ulong here;
        fixed (ulong* mixed = &s_mixed)
        {
            here = (ulong)&here ^ ulong.RotateLeft((ulong)mixed, 32);
        }

        s_mixed = Scramble(s_mixed ^ CRuntime.ProgramRandom() ^ here) ^ Scramble((ulong)Stopwatch.GetTimestamp());
        return Scramble(s_mixed);
    }

    // The finish of SplitMix64: each bit of the input moves each bit of the result.
    private static ulong Scramble(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
