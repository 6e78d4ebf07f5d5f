using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Owners;

/// <summary>A struct that owns a string: <c>ffo_config</c>.</summary>
[CName("ffo_config")]
[StructLayout(LayoutKind.Sequential)]
public struct ConfigData
{
    /// <summary>The largest number of connections.</summary>
    public int MaxConnections;

    /// <summary>The time to wait, in milliseconds.</summary>
    public int TimeoutMs;

    /// <summary>The name, a string that the config owns; null: it has none.</summary>
    public unsafe byte* Name;
}
