using System.Diagnostics.CodeAnalysis;
using FfiOwnership.Errors;

namespace FfiOwnership.Toolkit;

/// <summary>A value, or the reason why there is none: for refusals that are frequent. An exception costs some microseconds, this some nanoseconds.</summary>
/// <remarks>
/// <code>
/// FfiResult&lt;int&gt; Cell(int row) => row &lt; Count ? _cells[row] : FfiResult.Refuse(Status.OutOfRange, "there is no such row");
/// </code>
/// </remarks>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly struct FfiResult<T>
{
    private readonly T? _value;

    private FfiResult(T value) => _value = value;

    private FfiResult(Status status, string? message)
    {
        Status = status;
        Message = message;
    }

    /// <summary><see cref="Status.Ok"/>: there is a value.</summary>
    public Status Status { get; }

    /// <summary>Why there is no value; null if there is one.</summary>
    public string? Message { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Message))]
    public bool IsOk => Status == Status.Ok;

    /// <summary>The value.</summary>
    /// <exception cref="FfiException">There is none.</exception>
    [SuppressMessage("Design", "CA1065", Justification = "As Nullable and Task have it: whoever asks without looking gets the reason.")]
    public T Value => IsOk ? _value! : throw new FfiException(Status, Message);

    /// <summary>A value.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor's other names are the conversion itself: a value is returned as it is.")]
    public static implicit operator FfiResult<T>(T value) => new(value);

    /// <summary>A refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "FfiResult.Refuse makes what is converted.")]
    public static implicit operator FfiResult<T>(FfiRefusal refusal) => new(refusal.Status, refusal.Message);

    /// <summary>The value, if there is one.</summary>
    /// <param name="value">The value.</param>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return IsOk;
    }
}
