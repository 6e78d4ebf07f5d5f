using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>Whether Valgrind or AddressSanitizer watches the process.</summary>
internal static class MemoryChecker
{
    /// <summary>Looks for their traces: Valgrind preloads a library of its own; ASan's runtime exports its start, and on Windows is a DLL.</summary>
    public static bool IsPresent() => OperatingSystem.IsWindows()
        ? CRuntime.Windows.IsLoaded("clang_rt.asan_dynamic-x86_64.dll")
        : Environment.GetEnvironmentVariable("LD_PRELOAD")?.Contains("vgpreload_", StringComparison.Ordinal) == true
            || NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "__asan_init", out _);
}
