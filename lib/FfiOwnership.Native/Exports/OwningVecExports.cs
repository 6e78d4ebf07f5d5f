using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Vecs of registered types".</summary>
internal static unsafe class OwningVecExports
{
    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_init_of")]
    private static Status VecInitOf(VecData* vec, uint type, nuint capacity)
    {
        ExportCall call = new("ffo_vec_init_of"u8);
        try
        {
            return call.End(Vec.InitOf(vec, type, capacity, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_take")]
    private static Status VecTake(VecData* vec, nuint index, void* element)
    {
        ExportCall call = new("ffo_vec_take"u8);
        try
        {
            return call.End(Vec.Take(vec, index, element, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_put_field")]
    private static Status VecPutField(VecData* vec, nuint index, nuint offset, void* child)
    {
        ExportCall call = new("ffo_vec_put_field"u8);
        try
        {
            return call.End(Vec.PutField(vec, index, offset, child, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_vec_take_field")]
    private static void* VecTakeField(VecData* vec, nuint index, nuint offset, Status* status)
    {
        ExportCall call = new("ffo_vec_take_field"u8);
        try
        {
            call.End(Vec.TakeField(vec, index, offset, out void* child, ref call.Failure), status);
            return child;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }
}
