using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>Detects whether the process runs under Valgrind or AddressSanitizer.</summary>
internal static class MemoryChecker
{
    /// <summary>Whether either is present.</summary>
    /// <remarks>Valgrind preloads a library of its own. ASan's runtime exports an initialiser; on Windows it is a DLL.</remarks>
    public static bool IsPresent() => OperatingSystem.IsWindows()
        ? CRuntime.Windows.IsLoaded("clang_rt.asan_dynamic-x86_64.dll")
        : Environment.GetEnvironmentVariable("LD_PRELOAD")?.Contains("vgpreload_", StringComparison.Ordinal) == true
            || NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "__asan_init", out _);
}
