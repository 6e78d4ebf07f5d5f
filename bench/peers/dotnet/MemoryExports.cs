using System.Runtime.InteropServices;

namespace FfiOwnership.Bench;

/// <summary>Exports over <see cref="NativeMemory"/>, as a .NET author writes them: pointers go out, nothing is checked.</summary>
internal static unsafe class MemoryExports
{
    [UnmanagedCallersOnly(EntryPoint = "peer_empty")]
    private static uint Empty() => 1;

    [UnmanagedCallersOnly(EntryPoint = "memory_string_new")]
    private static byte* StringNew(byte* text) => Copy(text);

    [UnmanagedCallersOnly(EntryPoint = "memory_string_free")]
    private static void StringFree(byte* text) => NativeMemory.Free(text);

    [UnmanagedCallersOnly(EntryPoint = "memory_config_new")]
    private static ConfigData* ConfigNew(int maxConnections, int timeoutMs)
    {
        ConfigData* config = (ConfigData*)NativeMemory.Alloc((nuint)sizeof(ConfigData));
        *config = new ConfigData { MaxConnections = maxConnections, TimeoutMs = timeoutMs };
        return config;
    }

    [UnmanagedCallersOnly(EntryPoint = "memory_config_set_name")]
    private static void ConfigSetName(ConfigData* config, byte* name)
    {
        byte* former = config->Name;
        config->Name = Copy(name);
        NativeMemory.Free(former);
    }

    [UnmanagedCallersOnly(EntryPoint = "memory_config_free")]
    private static void ConfigFree(ConfigData* config)
    {
        NativeMemory.Free(config->Name);
        NativeMemory.Free(config);
    }

    private static byte* Copy(byte* text)
    {
        ReadOnlySpan<byte> source = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        byte* copy = (byte*)NativeMemory.Alloc((nuint)source.Length + 1);
        source.CopyTo(new Span<byte>(copy, source.Length));
        copy[source.Length] = 0;
        return copy;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ConfigData
    {
        public int MaxConnections;
        public int TimeoutMs;
        public byte* Name;
    }
}
