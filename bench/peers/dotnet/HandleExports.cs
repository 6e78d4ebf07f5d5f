using System.Runtime.InteropServices;

namespace FfiOwnership.Bench;

/// <summary>Exports over <see cref="GCHandle"/>: the objects stay on the GC heap, and what goes out is their handle.</summary>
internal static unsafe class HandleExports
{
    [UnmanagedCallersOnly(EntryPoint = "gchandle_string_new")]
    private static nint StringNew(byte* text) => Hold(Copy(text));

    [UnmanagedCallersOnly(EntryPoint = "gchandle_string_free")]
    private static void StringFree(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(EntryPoint = "gchandle_config_new")]
    private static nint ConfigNew(int maxConnections, int timeoutMs) =>
        Hold(new Config { MaxConnections = maxConnections, TimeoutMs = timeoutMs });

    [UnmanagedCallersOnly(EntryPoint = "gchandle_config_set_name")]
    private static void ConfigSetName(nint handle, byte* name) =>
        ((Config)GCHandle.FromIntPtr(handle).Target!).Name = Copy(name);

    [UnmanagedCallersOnly(EntryPoint = "gchandle_config_free")]
    private static void ConfigFree(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private static nint Hold(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    private static byte[] Copy(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();

    private sealed class Config
    {
        internal int MaxConnections { get; init; }

        internal int TimeoutMs { get; init; }

        internal byte[]? Name { get; set; }
    }
}
