using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Toolkit;

/// <summary>What a handle of a managed object adopts: the runtime's own reference to the object.</summary>
internal static unsafe class ManagedPayload
{
    // SAFETY (whole file): a payload is made by Adopt, passed to nobody but this class, and let go once, by End, when its handle has
    // ended: no borrow is out then.

    /// <summary>Puts an object behind a handle.</summary>
    public static Status Adopt(object value, uint type, out ulong handle, ref Failure failure)
    {
        GCHandle<object> reference = new(value);
        Status status = RawHandle.Adopt((void*)GCHandle<object>.ToIntPtr(reference), type, &End, null, out handle, ref failure);
        if (status != Status.Ok)
        {
            reference.Dispose();
        }

        return status;
    }

    /// <summary>The object of a payload that is borrowed.</summary>
    public static object Of(void* payload) => GCHandle<object>.FromIntPtr((nint)payload).Target;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void End(void* payload, void* context)
    {
        _ = context;
        GCHandle<object> reference = GCHandle<object>.FromIntPtr((nint)payload);
        object value = reference.Target;
        reference.Dispose();
        if (value is IDisposable disposable)
        {
            End(disposable);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "No exception may leave a callback; the call that ended the handle has succeeded, so its status cannot tell either.")]
    private static void End(IDisposable disposable)
    {
        try
        {
            disposable.Dispose();
        }
        catch (Exception e)
        {
            Tell(disposable, e);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "No exception may leave a callback, also if there is no memory for the line.")]
    private static void Tell(IDisposable disposable, Exception exception)
    {
        try
        {
            StandardError.WriteLine(Encoding.UTF8.GetBytes($"the Dispose of a {disposable.GetType().Name} behind a handle failed: {ExportCall.MessageOf(exception)}"));
        }
        catch (Exception)
        {
            StandardError.WriteLine("the Dispose of an object behind a handle failed"u8);
        }
    }
}
