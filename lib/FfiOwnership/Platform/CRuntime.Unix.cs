using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <content>The imports of Linux and the other systems with POSIX.</content>
internal static partial class CRuntime
{
    /// <summary>Functions of libc. Each has libc's contract, and its errors are in <see cref="LastError"/>.</summary>
    internal static unsafe partial class Unix
    {
        private const string Library = "libc";

        [LibraryImport(Library, EntryPoint = "posix_memalign")]
        public static partial int PosixMemalign(void** memory, nuint alignment, nuint size);

        [LibraryImport(Library, EntryPoint = "strlen")]
        public static partial nuint Strlen(byte* text);

        [LibraryImport(Library, EntryPoint = "write")]
        public static partial nint Write(int descriptor, void* bytes, nuint count);

        // Variadic in C (int open(const char *, int, ...)); on Linux a variadic argument is passed like a declared one.
        [LibraryImport(Library, EntryPoint = "open")]
        public static partial int Open(byte* path, int flags, uint mode);

        [LibraryImport(Library, EntryPoint = "close")]
        public static partial int Close(int file);

        [LibraryImport(Library, EntryPoint = "poll")]
        public static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

        [LibraryImport(Library, EntryPoint = "secure_getenv")]
        public static partial byte* SecureGetenv(byte* name);

        [DoesNotReturn]
        [LibraryImport(Library, EntryPoint = "abort")]
        public static partial void Abort();

        [LibraryImport(Library, EntryPoint = "getpid")]
        public static partial int Getpid();

        [LibraryImport(Library, EntryPoint = "getpagesize")]
        public static partial int Getpagesize();

        [LibraryImport(Library, EntryPoint = "madvise")]
        public static partial int Madvise(void* memory, nuint size, int advice);

        [LibraryImport(Library, EntryPoint = "syscall")]
        public static partial nint Syscall(nint number, nint first, nint second, nint third);

        [LibraryImport(Library, EntryPoint = "mmap")]
        public static partial void* Mmap(void* where, nuint size, int protection, int flags, int file, nint offset);

        // Variadic in C, as open is.
        [LibraryImport(Library, EntryPoint = "mremap")]
        public static partial void* Mremap(void* from, nuint size, nuint newSize, int flags, void* to);

        [LibraryImport(Library, EntryPoint = "munmap")]
        public static partial int Munmap(void* memory, nuint size);

        [LibraryImport(Library, EntryPoint = "__cxa_atexit")]
        public static partial int CxaAtexit(delegate* unmanaged[Cdecl]<void*, void> function, void* argument, void* module);

        /// <summary>C's <c>struct pollfd</c>.</summary>
        [StructLayout(LayoutKind.Sequential)]
        public struct PollRequest
        {
            /// <summary>The file descriptor to wait for.</summary>
            public int File;

            /// <summary>The events to wait for: a bit mask of POLLIN, POLLOUT and so on. Set by the caller.</summary>
            public short Events;

            /// <summary>The events that occurred, as a bit mask of the same values. Written by <c>poll</c>.</summary>
            public short Returned;
        }
    }
}
