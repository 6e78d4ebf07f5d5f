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

        [DoesNotReturn]
        [LibraryImport(Library, EntryPoint = "abort")]
        public static partial void Abort();

        [LibraryImport(Library, EntryPoint = "pthread_key_create")]
        public static partial int PthreadKeyCreate(uint* key, void* destructor);

        [LibraryImport(Library, EntryPoint = "pthread_setspecific")]
        public static partial int PthreadSetspecific(uint key, void* value);

        [LibraryImport(Library, EntryPoint = "sem_init")]
        public static partial int SemInit(void* semaphore, int shared, uint value);

        [LibraryImport(Library, EntryPoint = "sem_trywait")]
        public static partial int SemTryWait(void* semaphore);

        [LibraryImport(Library, EntryPoint = "getpid")]
        public static partial int Getpid();

        [LibraryImport(Library, EntryPoint = "madvise")]
        public static partial int Madvise(void* memory, nuint size, int advice);

        [LibraryImport(Library, EntryPoint = "__cxa_atexit")]
        public static partial int CxaAtexit(delegate* unmanaged[Cdecl]<void*, void> function, void* argument, void* module);
    }
}
