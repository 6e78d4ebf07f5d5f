using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;

namespace FfiOwnership.Native;

/// <summary>Gives the core the C code that calls it at the end of the process: Native/exit_report.c.</summary>
internal static unsafe partial class ProcessEnd
{
    /// <summary>Runs when the runtime starts, before the library's first call.</summary>
#pragma warning disable CA2255 // Nothing else in this assembly runs before the call that starts the core.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Connect()
    {
        // The C code is linked only with a library that was compiled ahead of time.
        if (!OperatingSystem.IsWindows() && !RuntimeFeature.IsDynamicCodeSupported)
        {
            ExitReport.CallAtEnd = &Call;
        }
    }

    /// <summary>Passes a function to exit_report.c.</summary>
    private static void Call(delegate* unmanaged[Cdecl]<void> function) => CallAtEnd(function);

    /// <summary>In exit_report.c: has a function called at the end of the process.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport("own_native", EntryPoint = "call_at_end")]
    private static partial void CallAtEnd(delegate* unmanaged[Cdecl]<void> function);
}
