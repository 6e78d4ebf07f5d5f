using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Strings".</summary>
internal static unsafe class StringExports
{
    // SAFETY (whole file): promised: out parameters, which are not null where they are followed.

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_free")]
    private static Status StringFree(byte* text)
    {
        ExportCall call = new("ffo_string_free"u8);
        try
        {
            return call.End(CString.Free(text, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_new")]
    private static byte* StringNew([Const] byte* text, Status* status)
    {
        ExportCall call = new("ffo_string_new"u8);
        try
        {
            call.End(CString.New(text, out byte* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_from_bytes")]
    private static byte* StringFromBytes([Const] void* bytes, nuint length, Status* status)
    {
        ExportCall call = new("ffo_string_from_bytes"u8);
        try
        {
            call.End(CString.FromBytes((byte*)bytes, length, out byte* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_from_utf8")]
    private static byte* StringFromUtf8([Const] void* bytes, nuint length, Status* status)
    {
        ExportCall call = new("ffo_string_from_utf8"u8);
        try
        {
            call.End(CString.FromUtf8((byte*)bytes, length, out byte* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_from_utf16")]
    private static byte* StringFromUtf16([Const] char* units, nuint count, Status* status)
    {
        ExportCall call = new("ffo_string_from_utf16"u8);
        try
        {
            call.End(CString.FromUtf16(units, count, out byte* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_clone")]
    private static byte* StringClone([Const] byte* text, Status* status)
    {
        ExportCall call = new("ffo_string_clone"u8);
        try
        {
            call.End(CString.Clone(text, out byte* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_string_length")]
    private static Status StringLength([Const] byte* text, nuint* length)
    {
        ExportCall call = new("ffo_string_length"u8);
        try
        {
            return call.EndQuery(length == null ? call.Null("out"u8) : CString.Length(text, out *length, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_strings_new")]
    private static Status StringsNew([Const] byte** texts, nuint count, byte** made)
    {
        ExportCall call = new("ffo_strings_new"u8);
        try
        {
            return call.End(CString.NewMany(texts, count, made, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_strings_free")]
    private static Status StringsFree(byte** strings, nuint count, nuint* freed)
    {
        ExportCall call = new("ffo_strings_free"u8);
        try
        {
            nuint unasked;
            return call.End(CString.FreeMany(strings, count, out *(freed == null ? &unasked : freed), ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
