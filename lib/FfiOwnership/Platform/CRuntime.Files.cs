using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>Files and environment variables. Apart from Windows' environment variables, nothing here allocates.</content>
internal static partial class CRuntime
{
    private const int Interrupted = 4; // EINTR

    /// <summary>The calling thread's <c>errno</c>; on Windows the value of <c>GetLastError</c>.</summary>
    public static int LastError
    {
        get => Marshal.GetLastSystemError();
        set => Marshal.SetLastSystemError(value);
    }

    /// <summary>Standard error as a file for <see cref="TryWrite"/>: a descriptor, on Windows a handle.</summary>
    public static nint StandardError => OperatingSystem.IsWindows() ? Windows.StandardError : 2;

    /// <summary>Creates a file for writing, or truncates an existing one. Child programs do not inherit it.</summary>
    /// <param name="path">The path, NUL-terminated; on Windows in UTF-8.</param>
    /// <returns>A descriptor, on Windows a handle; negative on failure, with the reason in <see cref="LastError"/>.</returns>
    // SAFETY: the caller passes a NUL-terminated path.
    public static unsafe nint CreateFile(byte* path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Windows.CreateFile(path);
        }

        const int forWriting = 0x1 | 0x40 | 0x200 | 0x80000; // O_WRONLY, O_CREAT, O_TRUNC, O_CLOEXEC
        const uint forAll = 0b110_110_110; // rw-rw-rw-, reduced by the process's umask
        int file;
        do
        {
            file = Unix.Open(path, forWriting, forAll);
        }
        while (file < 0 && LastError == Interrupted);
        return file;
    }

    /// <summary>Writes a whole text. If the file is non-blocking and its reader is slow, waits for the reader.</summary>
    /// <param name="file">A descriptor, on Windows a handle.</param>
    /// <param name="text">The bytes to write.</param>
    /// <param name="length">Number of bytes at <paramref name="text"/>.</param>
    /// <returns>False on failure, with the reason in <see cref="LastError"/>; a part of the text may have been written then.</returns>
    // SAFETY: the caller passes length readable bytes, and no more than what is left of them is read.
    public static unsafe bool TryWrite(nint file, byte* text, nuint length)
    {
        while (length != 0)
        {
            nint written = OperatingSystem.IsWindows() ? Windows.Write(file, text, length) : Unix.Write((int)file, text, length);
            if (written > 0)
            {
                text += written;
                length -= (nuint)written;
            }
            else if (OperatingSystem.IsWindows() || !MayTryAgain((int)file, written))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Closes a file.</summary>
    /// <param name="file">A descriptor, on Windows a handle.</param>
    /// <returns>False on failure, with the reason in <see cref="LastError"/>; bytes written earlier may be lost then.</returns>
    public static bool CloseFile(nint file) =>
        OperatingSystem.IsWindows() ? Windows.CloseHandle(file) != 0 : Unix.Close((int)file) == 0 || LastError == Interrupted;

    /// <summary>Reads an environment variable.</summary>
    /// <param name="name">Its name, NUL-terminated.</param>
    /// <returns>
    /// Its value, NUL-terminated and valid until the environment changes. Null if it is not set, or if the process runs with more
    /// rights than the user who started it (setuid and the like): such a process must not take settings from its environment.
    /// </returns>
    // SAFETY: the name is NUL-terminated, and fixed in memory while it is read.
    public static unsafe byte* Variable(ReadOnlySpan<byte> name)
    {
        if (OperatingSystem.IsWindows())
        {
            return Windows.Variable(name);
        }

        fixed (byte* start = name)
        {
            return Unix.SecureGetenv(start);
        }
    }

    /// <summary>Decides whether to repeat a write that wrote nothing; waits until the file is writable if it would have blocked.</summary>
    /// <param name="file">The file's descriptor.</param>
    /// <param name="written">What <c>write</c> returned: 0 or negative.</param>
    // SAFETY: poll reads and writes the one request on this stack.
    private static unsafe bool MayTryAgain(int file, nint written)
    {
        const int wouldBlock = 11; // EAGAIN
        const short writable = 4; // POLLOUT
        if (written == 0)
        {
            LastError = 5; // EIO, because write itself gives no reason in this case
            return false;
        }

        if (LastError != wouldBlock)
        {
            return LastError == Interrupted;
        }

        Unix.PollRequest request = new() { File = file, Events = writable };
        return Unix.Poll(&request, 1, -1) >= 0 || LastError == Interrupted;
    }
}
