using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;

namespace FfiOwnership.Native;

/// <summary>Tells the core what calls at the end of the process: Native/exit_report.c.</summary>
internal static unsafe partial class ProcessEnd
{
    /// <summary>Runs as the runtime starts, so before the first call of the library.</summary>
#pragma warning disable CA2255 // Nothing else in this assembly runs before the call that starts the core.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Connect()
    {
        // Only what ilc compiles is linked with it.
        if (!OperatingSystem.IsWindows() && !RuntimeFeature.IsDynamicCodeSupported)
        {
            ExitReport.CallAtEnd = &Call;
        }
    }

    private static void Call(delegate* unmanaged[Cdecl]<void> function) => CallAtEnd(function);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport("own_native", EntryPoint = "call_at_end")]
    private static partial void CallAtEnd(delegate* unmanaged[Cdecl]<void> function);
}
