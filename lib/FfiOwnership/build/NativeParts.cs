using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;

namespace FfiOwnership.Native;

/// <summary>Gives the class library the C code that is linked with it: native/ beside this file. Compiled as a part of each library that has the ledger inside.</summary>
internal static unsafe partial class NativeParts
{
    /// <summary>Runs when the runtime starts, before the library's first call.</summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before the library's start, which any export may be.")]
    internal static void Connect()
    {
        // The C code is linked only with a library that was compiled ahead of time.
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            ExitReport.CallAtEnd = &CallAtEnd;
#if CALLS_ARE_MARKED
            NativeCode.GuardForks(&OpenForkGate, &CallbackBegins, &CallbackEnded);
            NativeCode.ThreadErrorChanged = &ThreadErrorChanged;
            OwnResumeThreadsBy(&ResumeThread);
#else
            NativeCode.GuardForks(&OpenForkGate, null, null);
#endif
        }

#if CALLS_ARE_MARKED
        NativeCode.ThreadHeapChanged = &ThreadHeapChanged;
#endif
    }

    /// <summary>Passes the report at the end to exit_report.c.</summary>
    private static void CallAtEnd(delegate* unmanaged[Cdecl]<void> function) => OwnCallAtEnd(function);

    /// <summary>Passes the table to fork_gate.c.</summary>
    private static void OpenForkGate(void* table) => ForkGateOpen(table);

    /// <summary>In exit_report.c: has a function called at the end of the process.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("own_native", EntryPoint = "call_at_end")]
    private static partial void OwnCallAtEnd(delegate* unmanaged[Cdecl]<void> function);

    /// <summary>In fork_gate.c: from now on a fork prepares the runtime for it.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("fork_gate", EntryPoint = "own_fork_gate_open")]
    private static partial void ForkGateOpen(void* table);

#if CALLS_ARE_MARKED
    /// <summary>Passes the calling thread's heap to calls.c.</summary>
    private static void ThreadHeapChanged(void* heap) => OwnThreadHeapChanged(heap);

    /// <summary>Passes the record of the calling thread's last error to calls.c.</summary>
    private static void ThreadErrorChanged(void* error) => OwnThreadErrorChanged(error);

    /// <summary>Called by late_calls.c on a thread that the runtime has attached again.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ResumeThread(void* heap, void* error) => NativeCode.ResumeThread(heap, error);

    /// <summary>Tells calls.c that a callback begins.</summary>
    private static void CallbackBegins() => OwnCallbackBegins();

    /// <summary>Tells calls.c that a callback has ended.</summary>
    private static void CallbackEnded() => OwnCallbackEnded();

    /// <summary>In calls.c: keeps the calling thread's heap.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("calls", EntryPoint = "own_thread_heap_changed")]
    private static partial void OwnThreadHeapChanged(void* heap);

    /// <summary>In calls.c: keeps the record of the calling thread's last error.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("calls", EntryPoint = "own_thread_error_changed")]
    private static partial void OwnThreadErrorChanged(void* error);

    /// <summary>In late_calls.c: what it calls when a thread is attached again.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("calls", EntryPoint = "own_resume_threads_by")]
    private static partial void OwnResumeThreadsBy(delegate* unmanaged[Cdecl]<void*, void*, void> resume);

    /// <summary>In calls.c: the calling thread's call does not count while a callback runs.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("calls", EntryPoint = "own_callback_begins")]
    private static partial void OwnCallbackBegins();

    /// <summary>In calls.c: it counts again, when no other thread is inside <c>fork</c>.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("calls", EntryPoint = "own_callback_ended")]
    private static partial void OwnCallbackEnded();
#endif
}
