using System.Runtime.InteropServices;
using FfiOwnership.Owners;

namespace AcmeCsv;

/// <summary>The functions of ../include/acme_csv.h, a file a section. Each begins a call, does its work, and ends the call: no exception leaves.</summary>
internal static unsafe partial class Exports
{
    // SAFETY (whole class): promised: pointers are what the header asks for, or null; what C gives back is not followed before the ledger
    // was asked.

    [UnmanagedCallersOnly(EntryPoint = "acme_status_text")]
    private static byte* StatusText(Status status) => StatusTable.TextPointer(status);

    [UnmanagedCallersOnly(EntryPoint = "acme_last_error_message")]
    private static byte* LastErrorMessage() => LastError.Message;

    [UnmanagedCallersOnly(EntryPoint = "acme_string_free")]
    private static Status StringFree(byte* text)
    {
        ExportCall call = new("acme_string_free"u8);
        try
        {
            return call.End(CString.Free(text, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
