using System.Runtime.InteropServices;

namespace FfiOwnership.Tests.Support;

/// <summary>The machine's processors, for races: left to itself, the system may run both sides of one in turns.</summary>
internal static unsafe partial class Processors
{
    private const int MostProcessors = 1024;

    /// <summary>Keeps the calling thread on one processor, another one for each of the next numbers, as far as there are some.</summary>
    /// <remarks>Where the system does not allow it, or is not Linux, all goes on as it is.</remarks>
    public static void Keep(int number)
    {
        byte* set = stackalloc byte[MostProcessors / 8];
        int bytes = OperatingSystem.IsLinux() ? GetAffinity(0, MostProcessors / 8, set) == 0 ? MostProcessors / 8 : 0 : 0;
        int[] all = [.. Enumerable.Range(0, bytes * 8).Where(processor => (set[processor / 8] & (1 << (processor % 8))) != 0)];
        if (all.Length != 0)
        {
            int own = all[number % all.Length];
            new Span<byte>(set, bytes).Clear();
            set[own / 8] = (byte)(1 << (own % 8));
            _ = SetAffinity(0, (nuint)bytes, set);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, byte* set);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, byte* set);
}
