using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace FfiOwnership.Platform;

internal static unsafe partial class CRuntime
{
    /// <summary>The universal C runtime and the few calls of kernel32 that stand in for POSIX.</summary>
    internal static partial class Windows
    {
        // SAFETY (whole file): names and paths are NUL-terminated; the system reads and writes no more than the length it is given;
        // pages that are reset are whole ones of memory that the caller has, and a thread's handle is closed once.

        private const string Ucrt = "ucrtbase";
        private const string Kernel = "kernel32";
        private const uint StandardErrorHandle = unchecked((uint)-12);
        private const uint ReadAndWrite = 4; // PAGE_READWRITE

        [LibraryImport(Ucrt, EntryPoint = "_aligned_malloc")]
        public static partial void* AlignedMalloc(nuint size, nuint alignment);

        [LibraryImport(Ucrt, EntryPoint = "_aligned_free")]
        public static partial void AlignedFree(void* memory);

        [LibraryImport(Ucrt, EntryPoint = "strlen")]
        public static partial nuint Strlen(byte* text);

        [DoesNotReturn]
        [LibraryImport(Ucrt, EntryPoint = "abort")]
        public static partial void Abort();

        /// <summary>Has a function run at <c>exit()</c>, the universal C runtime's; 0 if it will.</summary>
        [LibraryImport(Ucrt, EntryPoint = "_crt_atexit")]
        public static partial int AtExit(delegate* unmanaged[Cdecl]<void> function);

        /// <summary>Zeroed memory from the system itself; null if there is none.</summary>
        public static void* AllocatePages(nuint size)
        {
            const uint reserveAndCommit = 0x3000; // MEM_RESERVE | MEM_COMMIT
            return VirtualAlloc(null, size, reserveAndCommit, ReadAndWrite);
        }

        /// <summary>Takes the memory of whole pages out of the process; what stood in them is lost, and what stands there then is undefined.</summary>
        /// <remarks>Not DiscardVirtualMemory, which Wine accepts without doing anything.</remarks>
        public static bool TryResetPages(void* memory, nuint size)
        {
            const uint reset = 0x0008_0000; // MEM_RESET: what stands there need not be kept
            if (VirtualAlloc(memory, size, reset, ReadAndWrite) == null)
            {
                return false;
            }

            // Pages that were never locked leave the working set by this; its answer is that they were not locked.
            _ = VirtualUnlock(memory, size);
            return true;
        }

        /// <summary>A handle of the calling thread, which is signaled when the thread has ended; 0 if there is none.</summary>
        public static nint OpenCallingThread()
        {
            const uint synchronize = 0x0010_0000; // SYNCHRONIZE
            return OpenThread(synchronize, 0, GetCurrentThreadId());
        }

        /// <summary>Whether the thread of a handle has ended.</summary>
        public static bool HasEnded(nint thread) => WaitForSingleObject(thread, 0) == 0;

        /// <summary>Whether a module of this name is loaded.</summary>
        public static bool IsLoaded(string module)
        {
            fixed (char* name = module)
            {
                return GetModuleHandleW(name) != 0;
            }
        }

        public static nint StandardError => GetStdHandle(StandardErrorHandle);

        public static nint WriteError(byte* bytes, uint count) => Write(StandardError, bytes, count);

        public static nint Write(nint file, byte* bytes, nuint count)
        {
            uint written = 0;
            return WriteFile(file, bytes, (uint)nuint.Min(count, int.MaxValue), &written, null) != 0 ? (nint)written : -1;
        }

        // Negative if it failed, as INVALID_HANDLE_VALUE is. The path is UTF-8.
        public static nint CreateFile(byte* path)
        {
            const uint genericWrite = 0x40000000;
            const uint createAlways = 2;
            const int badName = 123; // ERROR_INVALID_NAME
            const int longest = 1024;
            char* wide = stackalloc char[longest];
            ReadOnlySpan<byte> narrow = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path);
            if (Utf8.ToUtf16(narrow, new Span<char>(wide, longest - 1), out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                Marshal.SetLastSystemError(badName);
                return -1;
            }

            wide[length] = '\0';
            return CreateFileW(wide, genericWrite, 0, null, createAlways, 0, 0);
        }

        [LibraryImport(Kernel, EntryPoint = "CloseHandle")]
        public static partial int CloseHandle(nint handle);

        /// <summary>A variable of the process's environment, in UTF-8; null if there is none, or no memory. It stays for ever: few are asked for, once.</summary>
        public static byte* Variable(ReadOnlySpan<byte> name)
        {
            const uint longest = 32 * 1024; // in Windows
            char* wideName = stackalloc char[name.Length + 1];
            OperationStatus ascii = Utf8.ToUtf16(name, new Span<char>(wideName, name.Length), out _, out int nameLength);
            wideName[ascii == OperationStatus.Done ? nameLength : 0] = '\0';
            uint size = GetEnvironmentVariableW(wideName, null, 0);
            char* wide = size is 0 or > longest ? null : (char*)AllocateTable(size, sizeof(char));
            if (wide == null)
            {
                return null;
            }

            // Another thread may have changed it meanwhile: what does not fit counts as none.
            uint length = GetEnvironmentVariableW(wideName, wide, size);
            byte* value = length < size ? (byte*)AllocateTable((3 * length) + 1, 1) : null;
            if (value != null)
            {
                _ = Utf8.FromUtf16(new Span<char>(wide, (int)length), new Span<byte>(value, (int)(3 * length)), out _, out _);
            }

            Free(wide);
            return value;
        }

        [LibraryImport(Kernel, EntryPoint = "GetEnvironmentVariableW")]
        private static partial uint GetEnvironmentVariableW(char* name, char* value, uint size);

        [LibraryImport(Kernel, EntryPoint = "GetModuleHandleW")]
        private static partial nint GetModuleHandleW(char* name);

        [LibraryImport(Kernel, EntryPoint = "OpenThread")]
        private static partial nint OpenThread(uint access, int inherit, uint thread);

        [LibraryImport(Kernel, EntryPoint = "GetCurrentThreadId")]
        private static partial uint GetCurrentThreadId();

        [LibraryImport(Kernel, EntryPoint = "WaitForSingleObject")]
        private static partial uint WaitForSingleObject(nint handle, uint milliseconds);

        [LibraryImport(Kernel, EntryPoint = "VirtualAlloc")]
        private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

        [LibraryImport(Kernel, EntryPoint = "VirtualUnlock")]
        private static partial int VirtualUnlock(void* address, nuint size);

        [LibraryImport(Kernel, EntryPoint = "CreateFileW")]
        private static partial nint CreateFileW(char* path, uint access, uint share, void* security, uint disposition, uint attributes, nint template);

        [LibraryImport(Kernel, EntryPoint = "GetStdHandle")]
        private static partial nint GetStdHandle(uint which);

        [LibraryImport(Kernel, EntryPoint = "WriteFile")]
        private static partial int WriteFile(nint file, byte* bytes, uint count, uint* written, void* overlapped);
    }
}
