using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>Functions that exist on Linux only.</content>
internal static partial class CRuntime
{
    private const int NoSuchThread = 3; // ESRCH

    /// <summary>Returns the calling thread's id in the kernel (<c>gettid</c>).</summary>
    public static int ThreadNumber() => (int)Unix.Syscall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 178 : 186, 0, 0, 0);

    /// <summary>Asks the kernel whether this process has a thread with the given id. Leaves <c>errno</c> unchanged.</summary>
    /// <returns>False only if the kernel reports that there is no such thread; true also if it refuses to answer.</returns>
    public static bool IsThread(int number)
    {
        int error = Marshal.GetLastSystemError();
        nint tgkill = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 131 : 234;
        bool isThere = Unix.Syscall(tgkill, Unix.Getpid(), number, 0) == 0 || Marshal.GetLastSystemError() != NoSuchThread;
        Marshal.SetLastSystemError(error);
        return isThere;
    }

    /// <summary>Moves the memory of whole pages to other addresses, in place of the memory there, without copying it. The former addresses stay mapped.</summary>
    /// <param name="from">The start of a page.</param>
    /// <param name="to">The start of another page.</param>
    /// <param name="size">Size in bytes, a multiple of the page size.</param>
    // SAFETY: the caller owns both ranges, and needs the contents of neither.
    public static unsafe PageMove MovePages(void* from, void* to, nuint size)
    {
        if (!OperatingSystem.IsLinux())
        {
            return PageMove.Refused;
        }

        const int moveHereAndKeep = 7; // MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP
        if (Unix.Mremap(from, size, size, moveHereAndKeep, to) == to)
        {
            return PageMove.Done;
        }

        const int invalid = 22; // EINVAL: a kernel before 5.7
        const int unknown = 38; // ENOSYS: an emulator
        if (Marshal.GetLastSystemError() is invalid or unknown)
        {
            return PageMove.Refused;
        }

        // A kernel unmaps the new addresses before it looks at the former ones: whether these are one mapping, and there is memory for another.
        // If they are still free, they are mapped again. If not, they may never have been unmapped, or be another thread's by now.
        const int readAndWrite = 3; // PROT_READ | PROT_WRITE
        const int privateHereOnly = 0x100022; // MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE
        return Unix.Mmap(to, size, readAndWrite, privateHereOnly, -1, 0) == to ? PageMove.Refused : PageMove.Lost;
    }

    /// <summary>Allocates a zeroed page that the kernel zeroes again in every child of this process. Leaves <c>errno</c> unchanged.</summary>
    /// <returns>The page; null if the kernel does not support this, or is out of memory.</returns>
    // SAFETY: Unpublished: the page. It is unmapped only before its address is returned.
    public static unsafe void* AllocatePageClearedInChildren()
    {
        const int readAndWrite = 3; // PROT_READ | PROT_WRITE
        const int privateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
        const int wipeOnFork = 18; // MADV_WIPEONFORK
        const nuint size = 1; // the kernel rounds up to whole pages
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
