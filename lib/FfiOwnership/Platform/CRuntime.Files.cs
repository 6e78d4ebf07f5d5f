using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>Files and the environment. Nothing here allocates.</content>
internal static unsafe partial class CRuntime
{
    // SAFETY (whole file): paths and names are NUL-terminated; the system reads no more than the length it is given.

    private const int Interrupted = 4; // EINTR

    /// <summary>What <c>errno</c> holds; on Windows the last error of the system.</summary>
    public static int LastError
    {
        get => Marshal.GetLastSystemError();
        set => Marshal.SetLastSystemError(value);
    }

    /// <summary>Standard error, as <see cref="TryWrite"/> wants it.</summary>
    public static nint StandardError => OperatingSystem.IsWindows() ? Windows.StandardError : 2;

    /// <summary>Creates a file for writing, or empties the one that is there. Programs started meanwhile do not inherit it.</summary>
    /// <returns>The file; negative if that failed, and <see cref="LastError"/> says why.</returns>
    public static nint CreateFile(byte* path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Windows.CreateFile(path);
        }

        const int forWriting = 0x1 | 0x40 | 0x200 | 0x80000; // O_WRONLY, O_CREAT, O_TRUNC, O_CLOEXEC
        const uint forAll = 0b110_110_110; // less what the process's mask takes away
        int file;
        do
        {
            file = Unix.Open(path, forWriting, forAll);
        }
        while (file < 0 && LastError == Interrupted);
        return file;
    }

    /// <summary>Writes all of a text, waiting for a slow reader if need be.</summary>
    /// <returns>False if that failed, and <see cref="LastError"/> says why.</returns>
    public static bool TryWrite(nint file, byte* text, nuint length)
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
    /// <returns>False if what was written did not get there after all, and <see cref="LastError"/> says why.</returns>
    public static bool CloseFile(nint file) =>
        OperatingSystem.IsWindows() ? Windows.CloseHandle(file) != 0 : Unix.Close((int)file) == 0 || LastError == Interrupted;

    /// <summary>A variable of the environment.</summary>
    /// <param name="name">Its name, NUL-terminated.</param>
    /// <returns>
    /// Its value, byte for byte, until the environment changes; null if there is none, or if the process has more rights than
    /// who started it: the environment is then no place to take wishes from.
    /// </returns>
    public static byte* Variable(ReadOnlySpan<byte> name)
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

    // Whether a write that wrote nothing may be tried once more. If the reader is slow, waits for it.
    private static bool MayTryAgain(int file, nint written)
    {
        const int wouldBlock = 11; // EAGAIN
        const short writable = 4; // POLLOUT
        if (written == 0)
        {
            LastError = 5; // EIO: a file that takes nothing and does not say why
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
