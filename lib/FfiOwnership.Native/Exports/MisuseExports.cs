using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Misuse".</summary>
internal static unsafe class MisuseExports
{
    [UnmanagedCallersOnly(EntryPoint = "ffo_set_policy")]
    private static Status SetPolicy(Policy policy)
    {
        ExportCall call = new("ffo_set_policy"u8);
        try
        {
            return call.End(Misuse.SetPolicy(policy, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_set_misuse_hook")]
    private static Status SetMisuseHook([CName("ffo_misuse_fn")] delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> hook, void* context)
    {
        ExportCall call = new("ffo_set_misuse_hook"u8);
        try
        {
            return call.End(Misuse.SetHook(hook, context));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
