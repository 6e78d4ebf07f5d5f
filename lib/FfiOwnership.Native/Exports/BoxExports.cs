using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>Header sections "Boxes" and "Forget".</summary>
internal static unsafe class BoxExports
{
    // SAFETY (whole file): promised: out parameters, which are not null where they are followed.

    [UnmanagedCallersOnly(EntryPoint = "ffo_type_register")]
    private static Status TypeRegister([Const] TypeDescription* description, uint* type)
    {
        ExportCall call = new("ffo_type_register"u8);
        try
        {
            return call.End(type == null ? call.Null("out"u8) : TypeRegistry.Register(description, out *type, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_type_name")]
    [return: Const]
    private static byte* TypeName(uint type)
    {
        try
        {
            return TypeRegistry.NameOf(type);
        }
        catch (Exception)
        {
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_box_new")]
    private static void* BoxNew(uint type, Status* status)
    {
        ExportCall call = new("ffo_box_new"u8);
        try
        {
            call.End(Box.New(type, out void* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_box_free")]
    private static Status BoxFree(void* box, uint type)
    {
        ExportCall call = new("ffo_box_free"u8);
        try
        {
            return call.End(Box.Free(box, type, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_box_put")]
    private static Status BoxPut(void* box, nuint offset, void* child)
    {
        ExportCall call = new("ffo_box_put"u8);
        try
        {
            return call.End(Box.Put(box, offset, child, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_box_take")]
    private static void* BoxTake(void* box, nuint offset, Status* status)
    {
        ExportCall call = new("ffo_box_take"u8);
        try
        {
            call.End(Box.Take(box, offset, out void* child, ref call.Failure), status);
            return child;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_forget")]
    private static Status Forget(void* block)
    {
        ExportCall call = new("ffo_forget"u8);
        try
        {
            return call.End(Box.Forget(block, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
