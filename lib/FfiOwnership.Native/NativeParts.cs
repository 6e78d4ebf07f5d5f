using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;

namespace FfiOwnership.Native;

/// <summary>Tells the library of the C code that is linked in beside it, from Native/.</summary>
internal static unsafe partial class NativeParts
{
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before the library's start, which any export may be.")]
    public static void Announce()
    {
        // Only what ilc compiles is linked with it.
        if (OperatingSystem.IsLinux() && !RuntimeFeature.IsDynamicCodeSupported)
        {
            NativeCode.OpenForkGate = &OpenForkGate;
        }
    }

    private static void OpenForkGate(void* locks) => ForkGateOpen(locks);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("fork_gate", EntryPoint = "own_fork_gate_open")]
    private static partial void ForkGateOpen(void* locks);
}
