using System.Runtime.CompilerServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Toolkit;

/// <summary>Turns what a call inward has answered into an exception.</summary>
internal static class Answer
{
    /// <summary>Throws if a call has failed.</summary>
    /// <param name="status">What it has returned.</param>
    /// <param name="failure">The details.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(Status status, in Failure failure)
    {
        if (status != Status.Ok)
        {
            Throw(failure);
        }
    }

    private static void Throw(in Failure failure) => throw new FfiException(failure);
}
