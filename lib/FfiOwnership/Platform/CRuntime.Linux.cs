using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>What only Linux has.</content>
internal static unsafe partial class CRuntime
{
    private const int NoSuchThread = 3; // ESRCH

    /// <summary>The calling thread's number.</summary>
    public static int ThreadNumber() => (int)Unix.Syscall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 178 : 186, 0, 0, 0);

    /// <summary>Whether this process has a thread of a number. errno stays as it is.</summary>
    /// <returns>True also where the kernel would not tell.</returns>
    public static bool IsThread(int number)
    {
        int error = Marshal.GetLastSystemError();
        nint tgkill = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 131 : 234;
        bool isThere = Unix.Syscall(tgkill, Unix.Getpid(), number, 0) == 0 || Marshal.GetLastSystemError() != NoSuchThread;
        Marshal.SetLastSystemError(error);
        return isThere;
    }

    /// <summary>A page of zeros that are zeros again in every child of this process. errno stays as it is.</summary>
    /// <returns>Null if the system has no such pages, or no memory.</returns>
    public static void* AllocatePageClearedInChildren()
    {
        const int readAndWrite = 3; // PROT_READ | PROT_WRITE
        const int privateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
        const int wipeOnFork = 18; // MADV_WIPEONFORK
        const nuint size = 1; // the system rounds up to its pages
        int error = Marshal.GetLastSystemError();
        void* page = Unix.Mmap(null, size, readAndWrite, privateAnonymous, -1, 0);
        page = (nint)page == -1 ? null : page;
        if (page != null && Unix.Madvise(page, size, wipeOnFork) != 0)
        {
            _ = Unix.Munmap(page, size);
            page = null;
        }

        Marshal.SetLastSystemError(error);
        return page;
    }
}
