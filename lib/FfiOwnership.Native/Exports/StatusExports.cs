using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Status". These functions set no last error.</summary>
internal static unsafe class StatusExports
{
    [UnmanagedCallersOnly(EntryPoint = "ffo_status_name")]
    [return: Const]
    private static byte* StatusName(Status status)
    {
        try
        {
            return StatusNames.PointerOf(status);
        }
        catch (Exception)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_status_text")]
    [return: Const]
    private static byte* StatusText(Status status)
    {
        try
        {
            return StatusTable.TextPointer(status);
        }
        catch (Exception)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_last_error")]
    private static Status GetLastError()
    {
        try
        {
            return LastError.Status;
        }
        catch (Exception)
        {
            return Status.Internal;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_last_error_message")]
    [return: Const]
    private static byte* GetLastErrorMessage()
    {
        try
        {
            return LastError.Message;
        }
        catch (Exception)
        {
            return StatusTable.TextPointer(Status.Internal);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_last_error_info")]
    private static Status GetLastErrorInfo(ErrorInfo* info)
    {
        try
        {
            return LastError.Read(info);
        }
        catch (Exception)
        {
            return Status.Internal;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_clear_error")]
    private static void ClearError() => LastError.Clear();
}
