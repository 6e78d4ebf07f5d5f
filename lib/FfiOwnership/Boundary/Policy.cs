using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>What the library does about a misuse besides refusing it: <c>ffo_policy</c>.</summary>
[CName("ffo_policy", Members = "FFO_POLICY_")]
public enum Policy : uint
{
    /// <summary>Nothing: the status says it.</summary>
    Return = 0,

    /// <summary>The message goes to standard error.</summary>
    Log = 1,

    /// <summary>The message goes to standard error and the process aborts.</summary>
    Abort = 2,
}
