using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Process".</summary>
internal static class ProcessExports
{
    [UnmanagedCallersOnly(EntryPoint = "ffo_thread_detach")]
    private static Status ThreadDetach()
    {
        try
        {
            CallingThread.Detach();
            return Status.Ok;
        }
        catch (Exception)
        {
            return Status.Internal;
        }
    }
}
