using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace FfiOwnership.Errors;

/// <summary>A call that was refused, with the status and the message that the C side shall get.</summary>
/// <remarks>
/// Thrown by the owners in <c>FfiOwnership.Toolkit</c>, and by a library's own code for its own reasons. At the boundary
/// <c>ExportCall.Caught</c> turns it into its status and message, so a misuse is reported there, and once. It costs some
/// microseconds; where refusals are frequent, <c>FfiResult</c> is the cheap way.
/// </remarks>
[SuppressMessage("Design", "CA1032", Justification = "A refusal has a status; without one it could not be answered.")]
public sealed class FfiException : Exception
{
    /// <summary>Creates a refusal of one's own.</summary>
    /// <param name="status">What C gets; not <see cref="Status.Ok"/>.</param>
    /// <param name="message">What is wrong; in C's message the name of the called function comes before it.</param>
    public FfiException(Status status, string message)
        : base(message)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((uint)status, (uint)Status.Ok, nameof(status));
        Status = status;
    }

    /// <summary>Creates the exception of a call inside the library that has failed.</summary>
    internal FfiException(in Failure failure)
        : base(Write(failure))
    {
        Failure = failure;
        Status = failure.Status;
        IsOurs = true;
    }

    /// <summary>What C gets.</summary>
    public Status Status { get; }

    /// <summary>Whether a call inside the library has failed.</summary>
    internal bool IsOurs { get; }

    /// <summary>The details of such a failure.</summary>
    internal Failure Failure { get; }

    private static string Write(Failure failure)
    {
        const int room = 1024;
        failure.Function = default;
        Span<byte> message = stackalloc byte[room];
        Utf8Writer writer = new(message);
        Messages.Write(ref writer, failure);
        return Encoding.UTF8.GetString(writer.Written);
    }
}
