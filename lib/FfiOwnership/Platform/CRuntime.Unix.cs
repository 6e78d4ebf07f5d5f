using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

internal static unsafe partial class CRuntime
{
    /// <summary>libc, as POSIX names it.</summary>
    internal static partial class Unix
    {
        private const string Library = "libc";

        [LibraryImport(Library, EntryPoint = "malloc")]
        public static partial void* Malloc(nuint size);

        [LibraryImport(Library, EntryPoint = "calloc")]
        public static partial void* Calloc(nuint count, nuint size);

        [LibraryImport(Library, EntryPoint = "posix_memalign")]
        public static partial int PosixMemalign(void** memory, nuint alignment, nuint size);

        [LibraryImport(Library, EntryPoint = "free")]
        public static partial void Free(void* memory);

        [LibraryImport(Library, EntryPoint = "strlen")]
        public static partial nuint Strlen(byte* text);

        [LibraryImport(Library, EntryPoint = "write")]
        public static partial nint Write(int descriptor, void* bytes, nuint count);

        // Its last parameter is a variable one in C; Linux passes those like any other.
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

        [LibraryImport(Library, EntryPoint = "madvise")]
        public static partial int Madvise(void* memory, nuint size, int advice);

        [LibraryImport(Library, EntryPoint = "syscall")]
        public static partial nint Syscall(nint number, nint first, nint second, nint third);

        [LibraryImport(Library, EntryPoint = "mmap")]
        public static partial void* Mmap(void* where, nuint size, int protection, int flags, int file, nint offset);

        [LibraryImport(Library, EntryPoint = "munmap")]
        public static partial int Munmap(void* memory, nuint size);

        [LibraryImport(Library, EntryPoint = "__cxa_atexit")]
        public static partial int CxaAtexit(delegate* unmanaged[Cdecl]<void*, void> function, void* argument, void* module);

        /// <summary><c>struct pollfd</c>.</summary>
        [StructLayout(LayoutKind.Sequential)]
        public struct PollRequest
        {
            /// <summary>The descriptor.</summary>
            public int File;

            /// <summary>What to wait for.</summary>
            public short Events;

            /// <summary>What came.</summary>
            public short Returned;
        }
    }
}
