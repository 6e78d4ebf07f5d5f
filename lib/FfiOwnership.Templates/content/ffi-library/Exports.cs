using System.Runtime.InteropServices;
using FfiOwnership.Owners;

namespace my_library;

/// <summary>The functions of include/my_library.h. Each begins a call, does its work, and ends the call: no exception leaves.</summary>
internal static unsafe class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "my_library_tally_new")]
    private static ulong TallyNew(Status* status)
    {
        ExportCall call = new("my_library_tally_new"u8);
        ulong handle = 0;
        try
        {
            handle = ManagedHandle<Tally>.Create(new Tally()).IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return handle;
    }

    [UnmanagedCallersOnly(EntryPoint = "my_library_tally_count")]
    private static Status TallyCount(ulong tally, byte* word, ulong* count)
    {
        ExportCall call = new("my_library_tally_count"u8);
        try
        {
            if (count != null)
            {
                *count = 0;
            }

            if (word == null)
            {
                return call.End(call.Null("word"u8));
            }

            using ManagedBorrow<Tally> borrow = ManagedHandle<Tally>.Borrow(tally);
            ulong counted = borrow.Value.Count(Marshal.PtrToStringUTF8((nint)word)!);
            if (count != null)
            {
                *count = counted;
            }

            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "my_library_tally_most_frequent")]
    private static byte* TallyMostFrequent(ulong tally, Status* status)
    {
        ExportCall call = new("my_library_tally_most_frequent"u8);
        byte* word = null;
        try
        {
            using ManagedBorrow<Tally> borrow = ManagedHandle<Tally>.Borrow(tally);
            word = OwnedString.Create(borrow.Value.MostFrequent()).IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return word;
    }

    [UnmanagedCallersOnly(EntryPoint = "my_library_tally_close")]
    private static Status TallyClose(ulong tally)
    {
        ExportCall call = new("my_library_tally_close"u8);
        try
        {
            ManagedHandle<Tally>.Close(tally);
            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "my_library_string_free")]
    private static Status StringFree(byte* text)
    {
        ExportCall call = new("my_library_string_free"u8);
        try
        {
            return call.End(CString.Free(text, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "my_library_last_error_message")]
    private static byte* LastErrorMessage() => LastError.Message;
}
