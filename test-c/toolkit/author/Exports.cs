using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Owners;

namespace Author;

/// <summary>What an author writes: a few exports of each kind. NAME is the library's.</summary>
internal static unsafe class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "NAME_hello")]
    private static byte* Hello(byte* name, Status* status)
    {
        ExportCall call = new("NAME_hello"u8);
        byte* made = null;
        try
        {
            made = OwnedString.Create($"Hello, {Marshal.PtrToStringUTF8((nint)name)}!").IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return made;
    }

    [UnmanagedCallersOnly(EntryPoint = "NAME_free")]
    private static Status Free(byte* text)
    {
        ExportCall call = new("NAME_free"u8);
        try
        {
            return call.End(CString.Free(text, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "NAME_open")]
    private static ulong Open(nuint megabytes, Status* status)
    {
        ExportCall call = new("NAME_open"u8);
        ulong handle = 0;
        try
        {
            handle = ManagedHandle<Hoard>.Create(new Hoard((int)megabytes)).IntoRaw();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return handle;
    }

    [UnmanagedCallersOnly(EntryPoint = "NAME_sum")]
    private static ulong Sum(ulong handle, Status* status)
    {
        ExportCall call = new("NAME_sum"u8);
        ulong sum = 0;
        try
        {
            using ManagedBorrow<Hoard> borrow = ManagedHandle<Hoard>.Borrow(handle);
            sum = borrow.Value.Sum();
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return sum;
    }

    [UnmanagedCallersOnly(EntryPoint = "NAME_close")]
    private static Status Close(ulong handle)
    {
        ExportCall call = new("NAME_close"u8);
        try
        {
            ManagedHandle<Hoard>.Close(handle);
            return call.End(Status.Ok);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "NAME_last_error_message")]
    private static byte* LastErrorMessage() => LastError.Message;
}

/// <summary>Managed memory, in pieces of a megabyte that are all looked at.</summary>
internal sealed class Hoard : IFfiType
{
    private readonly Dictionary<int, byte[]> _pieces = [];

    public Hoard(int megabytes)
    {
        for (int i = 0; i < megabytes; i++)
        {
            byte[] piece = new byte[1 << 20];
            piece.AsSpan().Fill(1);
            _pieces.Add(i, piece);
        }
    }

    public static ReadOnlySpan<byte> CName => "NAME_hoard"u8;

    public static ReadOnlySpan<byte> FreeFunction => "NAME_close"u8;

    public ulong Sum() => _pieces.Values.Aggregate(0ul, (sum, piece) => sum + (ulong)piece.Count(b => b == 1));
}
