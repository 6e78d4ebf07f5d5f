using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Config".</summary>
internal static unsafe class ConfigExports
{
    [UnmanagedCallersOnly(EntryPoint = "ffo_config_new")]
    private static ConfigData* ConfigNew(int maxConnections, int timeoutMs, Status* status)
    {
        ExportCall call = new("ffo_config_new"u8);
        try
        {
            call.End(Config.New(maxConnections, timeoutMs, out ConfigData* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_config_set_name")]
    private static Status ConfigSetName(ConfigData* config, [Const] byte* name)
    {
        ExportCall call = new("ffo_config_set_name"u8);
        try
        {
            return call.End(Config.SetName(config, name, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_config_take_name")]
    private static byte* ConfigTakeName(ConfigData* config, Status* status)
    {
        ExportCall call = new("ffo_config_take_name"u8);
        try
        {
            call.End(Config.TakeName(config, out byte* name, ref call.Failure), status);
            return name;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_config_clone")]
    private static ConfigData* ConfigClone([Const] ConfigData* config, Status* status)
    {
        ExportCall call = new("ffo_config_clone"u8);
        try
        {
            call.End(Config.Clone(config, out ConfigData* made, ref call.Failure), status);
            return made;
        }
        catch (Exception e)
        {
            call.Caught(e, status);
            return null;
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_config_free")]
    private static Status ConfigFree(ConfigData* config)
    {
        ExportCall call = new("ffo_config_free"u8);
        try
        {
            return call.End(Config.Free(config, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
