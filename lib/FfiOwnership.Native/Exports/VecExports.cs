using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Vecs".</summary>
internal static unsafe class VecExports
{
    // SAFETY (whole file): promised: the caller's struct and out parameters, which are not null where they are followed.

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_init")]
    private static Status VecInit(VecData* vec, nuint elementSize, nuint capacity)
    {
        ExportCall call = new("ffo_vec_init"u8);
        try
        {
            return call.End(Vec.Init(vec, elementSize, capacity, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_reserve")]
    private static Status VecReserve(VecData* vec, nuint additional)
    {
        ExportCall call = new("ffo_vec_reserve"u8);
        try
        {
            return call.End(Vec.Reserve(vec, additional, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_push")]
    private static Status VecPush(VecData* vec, [Const] void* element)
    {
        ExportCall call = new("ffo_vec_push"u8);
        try
        {
            return call.End(Vec.Append(vec, element, 1, "element"u8, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_append")]
    private static Status VecAppend(VecData* vec, [Const] void* elements, nuint count)
    {
        ExportCall call = new("ffo_vec_append"u8);
        try
        {
            return call.End(Vec.Append(vec, elements, count, "elements"u8, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_resize")]
    private static Status VecResize(VecData* vec, nuint length)
    {
        ExportCall call = new("ffo_vec_resize"u8);
        try
        {
            return call.End(Vec.Resize(vec, length, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_shrink")]
    private static Status VecShrink(VecData* vec)
    {
        ExportCall call = new("ffo_vec_shrink"u8);
        try
        {
            return call.End(Vec.Shrink(vec, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_dispose")]
    private static Status VecDispose(VecData* vec)
    {
        ExportCall call = new("ffo_vec_dispose"u8);
        try
        {
            return call.End(Vec.Dispose(vec, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_into_raw_parts")]
    private static Status VecIntoRawParts(VecData* vec, void** data, nuint* length, nuint* capacity)
    {
        ExportCall call = new("ffo_vec_into_raw_parts"u8);
        try
        {
            // The out parameters may be inside the vec. On success they are written last; on failure the vec stays as it was.
            VecData before = vec == null ? default : *vec;
            if (Out.Clear(data) | Out.Clear(length) | Out.Clear(capacity))
            {
                Out.Restore(vec, before);
                return call.End(call.Null(data == null ? "data"u8 : length == null ? "length"u8 : "capacity"u8));
            }

            Out.Restore(vec, before);
            Status status = Vec.IntoRawParts(vec, out VecData parts, ref call.Failure);
            *data = parts.Data;
            *length = parts.Length;
            *capacity = parts.Capacity;
            if (status != Status.Ok)
            {
                Out.Restore(vec, before);
            }

            return call.End(status);
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_from_raw_parts")]
    private static Status VecFromRawParts(VecData* vec, void* data, nuint length, nuint capacity, nuint elementSize)
    {
        ExportCall call = new("ffo_vec_from_raw_parts"u8);
        try
        {
            return call.End(Vec.FromRawParts(vec, new VecData { Data = data, Length = length, Capacity = capacity, ElementSize = elementSize }, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_into_handle")]
    private static ulong VecIntoHandle(VecData* vec, Status* status)
    {
        ExportCall call = new("ffo_vec_into_handle"u8);
        try
        {
            call.End(Vec.IntoHandle(vec, out ulong handle, ref call.Failure), status);
            return handle;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return 0;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_from_handle")]
    private static Status VecFromHandle(VecData* vec, ulong handle)
    {
        ExportCall call = new("ffo_vec_from_handle"u8);
        try
        {
            return call.End(Vec.FromHandle(vec, handle, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
