using FfiOwnership.Errors;

namespace FfiOwnership.Toolkit;

/// <summary>Makes refusals.</summary>
public static class FfiResult
{
    /// <summary>A refusal, to be returned where an <see cref="FfiResult{T}"/> is.</summary>
    /// <param name="status">What C gets; not <see cref="Status.Ok"/>.</param>
    /// <param name="message">What is wrong; in C's message the name of the called function comes before it.</param>
    public static FfiRefusal Refuse(Status status, string message)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((uint)status, (uint)Status.Ok, nameof(status));
        ArgumentNullException.ThrowIfNull(message);
        return new(status, message);
    }
}
