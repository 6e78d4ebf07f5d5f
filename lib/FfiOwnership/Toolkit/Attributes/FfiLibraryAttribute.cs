namespace FfiOwnership.Toolkit;

/// <summary>Names the functions that every library of the toolkit may have; each that is named is generated as an export.</summary>
/// <remarks>
/// <code>[assembly: FfiLibrary(FreeString = "acme_string_free", LastErrorMessage = "acme_last_error_message")]</code>
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FfiLibraryAttribute : Attribute
{
    /// <summary><c>acme_status NAME(char *text)</c>: frees a string that the library has returned; NULL is no error. Messages name it where a string is freed by another function.</summary>
    public string? FreeString { get; init; }

    /// <summary><c>const char *NAME(void)</c>: the message of the calling thread's last call that failed, valid until its next one that fails; "" if none has, never NULL.</summary>
    public string? LastErrorMessage { get; init; }

    /// <summary><c>const char *NAME(acme_status status)</c>: one sentence about a status; static, never NULL.</summary>
    public string? StatusText { get; init; }
}
