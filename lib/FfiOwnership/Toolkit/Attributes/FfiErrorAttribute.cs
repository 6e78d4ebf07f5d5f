namespace FfiOwnership.Toolkit;

/// <summary>The status that C gets when an exported method throws an exception of a type, or of one derived from it. The exception's message is the call's message.</summary>
/// <remarks>
/// <code>[assembly: FfiError(typeof(CsvException), 100, Name = "ACME_E_SYNTAX", Text = "The text is not CSV.")]</code>
/// Of several types that fit, the most derived one counts. Without an attribute that fits, an <see cref="Errors.FfiException"/> has its own
/// status, an <see cref="OutOfMemoryException"/> is <see cref="Errors.Status.OutOfMemory"/>, and every other one <see cref="Errors.Status.Internal"/>;
/// these two types are matched only by themselves, never by a base type.
/// </remarks>
/// <param name="exception">The exception's type.</param>
/// <param name="status">The status: one of the library's own, from 100 on, or a number of <see cref="Errors.Status"/> that is no misuse. Not 0.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class FfiErrorAttribute(Type exception, uint status) : Attribute
{
    /// <summary>The exception's type.</summary>
    public Type Exception { get; } = exception;

    /// <summary>The status.</summary>
    public uint Status { get; } = status;

    /// <summary>The name of one of the library's own statuses as C spells it, such as <c>ACME_E_SYNTAX</c>. Given together with <see cref="Text"/>.</summary>
    public string? Name { get; init; }

    /// <summary>One plain sentence about one of the library's own statuses. Given together with <see cref="Name"/>.</summary>
    public string? Text { get; init; }
}
