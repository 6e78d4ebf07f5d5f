using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Owners;

/// <summary>A struct that owns a string: <c>ffo_config</c>.</summary>
[CName("ffo_config")]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct ConfigData
{
    /// <summary>How many connections at most.</summary>
    public int MaxConnections;

    /// <summary>How long to wait, in milliseconds.</summary>
    public int TimeoutMs;

    /// <summary>The name, a string owned by the config, or null.</summary>
    public byte* Name;
}
