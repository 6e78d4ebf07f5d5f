namespace FfiOwnership.Platform;

/// <summary>English descriptions of the system's error numbers that writing a file can cause.</summary>
/// <remarks>C's <c>strerror</c> is not used: its text is in the host's language and encoding, and it may allocate.</remarks>
internal static class SystemError
{
    /// <summary>Describes an error number.</summary>
    /// <param name="number">An <c>errno</c> of Linux; on Windows a system error code, as <c>GetLastError</c> returns it.</param>
    /// <returns>A literal; empty if the number is not in the table.</returns>
    public static ReadOnlySpan<byte> TextOf(int number) => OperatingSystem.IsWindows() ? TextOfWindows(number) : number switch
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

    private static ReadOnlySpan<byte> TextOfWindows(int number) => number switch
    {
        2 => "No such file"u8,
        3 => "No such directory"u8,
        4 => "Too many open files"u8,
        5 => "Access denied"u8,
        6 => "Invalid handle"u8,
        8 => "Out of memory"u8,
        19 => "Write-protected medium"u8,
        21 => "Device not ready"u8,
        32 => "In use by another process"u8,
        33 => "Locked by another process"u8,
        39 or 112 => "No space left on the disk"u8,
        53 => "No such network path"u8,
        109 or 232 => "The pipe has been closed"u8,
        123 => "Not a valid file name"u8,
        161 => "Not a valid path"u8,
        206 => "File name too long"u8,
        267 => "Not a directory"u8,
        _ => default,
    };
}
