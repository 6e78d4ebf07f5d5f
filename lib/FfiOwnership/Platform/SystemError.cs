namespace FfiOwnership.Platform;

/// <summary>What the system's error numbers mean, for those that writing a file can meet.</summary>
/// <remarks>A table of our own: <c>strerror</c> speaks the host's language in the host's encoding, and may allocate.</remarks>
internal static class SystemError
{
    /// <summary>A number's sentence.</summary>
    /// <param name="number">An <c>errno</c> of Linux.</param>
    /// <returns>A literal; empty if it is not in the table.</returns>
    public static ReadOnlySpan<byte> TextOf(int number) => OperatingSystem.IsWindows() ? default : number switch
    {
        1 => "Operation not permitted"u8,
        2 => "No such file or directory"u8,
        5 => "Input/output error"u8,
        6 => "No such device or address"u8,
        9 => "Bad file descriptor"u8,
        11 => "Resource temporarily unavailable"u8,
        12 => "Cannot allocate memory"u8,
        13 => "Permission denied"u8,
        16 => "Device or resource busy"u8,
        19 => "No such device"u8,
        20 => "Not a directory"u8,
        21 => "Is a directory"u8,
        22 => "Invalid argument"u8,
        23 => "Too many open files in system"u8,
        24 => "Too many open files"u8,
        26 => "Text file busy"u8,
        27 => "File too large"u8,
        28 => "No space left on device"u8,
        30 => "Read-only file system"u8,
        32 => "Broken pipe"u8,
        36 => "File name too long"u8,
        40 => "Too many levels of symbolic links"u8,
        122 => "Disk quota exceeded"u8,
        _ => default,
    };
}
