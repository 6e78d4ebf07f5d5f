using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>What the library does at a misuse, besides refusing the call: <c>ffo_policy</c>.</summary>
[CName("ffo_policy", Members = "FFO_POLICY_")]
public enum Policy : uint
{
    /// <summary>Nothing more: the call returns its status.</summary>
    Return = 0,

    /// <summary>Writes the message to standard error.</summary>
    Log = 1,

    /// <summary>Writes the message to standard error and aborts the process.</summary>
    Abort = 2,
}
