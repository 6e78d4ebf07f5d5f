using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Handles".</summary>
internal static unsafe class HandleExports
{
    // SAFETY (whole file): promised: out parameters, which are not null where they are followed.

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_from_raw")]
    private static ulong HandleFromRaw(void* block, uint type, Status* status)
    {
        ExportCall call = new("ffo_handle_from_raw"u8);
        try
        {
            call.End(OwnedHandle.FromRaw(block, type, out ulong handle, ref call.Failure), status);
            return handle;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_into_raw")]
    private static void* HandleIntoRaw(ulong handle, uint type, Status* status)
    {
        ExportCall call = new("ffo_handle_into_raw"u8);
        try
        {
            call.End(OwnedHandle.IntoRaw(handle, type, out void* block, ref call.Failure), status);
            return block;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_adopt")]
    private static ulong HandleAdopt(void* payload, uint type, [CName("ffo_drop_fn")] delegate* unmanaged[Cdecl]<void*, void*, void> drop, void* context, Status* status)
    {
        ExportCall call = new("ffo_handle_adopt"u8);
        try
        {
            call.End(OwnedHandle.Adopt(payload, type, drop, context, out ulong handle, ref call.Failure), status);
            return handle;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_borrow")]
    [return: Const]
    private static void* HandleBorrow(ulong handle, uint type, nuint* size, Status* status)
    {
        ExportCall call = new("ffo_handle_borrow"u8);
        try
        {
            nuint unasked;
            call.End(OwnedHandle.Borrow(handle, type, isExclusive: false, out void* block, out *(size == null ? &unasked : size), ref call.Failure), status);
            return block;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_borrow_mut")]
    private static void* HandleBorrowMut(ulong handle, uint type, nuint* size, Status* status)
    {
        ExportCall call = new("ffo_handle_borrow_mut"u8);
        try
        {
            nuint unasked;
            call.End(OwnedHandle.Borrow(handle, type, isExclusive: true, out void* block, out *(size == null ? &unasked : size), ref call.Failure), status);
            return block;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_return")]
    private static Status HandleReturn(ulong handle)
    {
        ExportCall call = new("ffo_handle_return"u8);
        try
        {
            return call.End(OwnedHandle.Return(handle, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_retain")]
    private static Status HandleRetain(ulong handle)
    {
        ExportCall call = new("ffo_handle_retain"u8);
        try
        {
            return call.End(OwnedHandle.Retain(handle, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_try_retain")]
    private static Status HandleTryRetain(ulong handle, uint* retained)
    {
        ExportCall call = new("ffo_handle_try_retain"u8);
        try
        {
            if (Out.Clear(retained))
            {
                return call.EndQuery(call.Null("retained"u8));
            }

            Status status = OwnedHandle.TryRetain(handle, out bool isRetained, ref call.Failure);
            *retained = isRetained ? 1u : 0u;
            return call.EndQuery(status);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_release")]
    private static Status HandleRelease(ulong handle)
    {
        ExportCall call = new("ffo_handle_release"u8);
        try
        {
            return call.End(OwnedHandle.Release(handle, mayClose: false, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_close")]
    private static Status HandleClose(ulong handle)
    {
        ExportCall call = new("ffo_handle_close"u8);
        try
        {
            return call.End(OwnedHandle.Release(handle, mayClose: true, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_handle_describe")]
    private static Status HandleDescribe(ulong handle, BlockInfo* info)
    {
        ExportCall call = new("ffo_handle_describe"u8);
        try
        {
            return call.EndQuery(Inspection.Describe(handle, info, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
