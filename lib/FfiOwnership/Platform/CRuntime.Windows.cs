using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace FfiOwnership.Platform;

/// <content>The imports of Windows.</content>
internal static partial class CRuntime
{
    /// <summary>Functions of the universal C runtime, and those of kernel32 that replace what other systems have from POSIX.</summary>
    internal static partial class Windows
    {
        private const string Ucrt = "ucrtbase";
        private const string Kernel = "kernel32";
        private const uint StandardErrorHandle = unchecked((uint)-12);
        private const uint ReadAndWrite = 4; // PAGE_READWRITE

        [LibraryImport(Ucrt, EntryPoint = "strlen")]
        public static unsafe partial nuint Strlen(byte* text);

        [DoesNotReturn]
        [LibraryImport(Ucrt, EntryPoint = "abort")]
        public static partial void Abort();

        /// <summary>Registers a function to run at <c>exit()</c> of the universal C runtime; not 0 if it could not be registered.</summary>
        [LibraryImport(Ucrt, EntryPoint = "_crt_atexit")]
        public static unsafe partial int AtExit(delegate* unmanaged[Cdecl]<void> function);

        /// <summary>Returns the physical memory of whole pages to the system. The addresses stay usable; the contents become undefined.</summary>
        /// <remarks>DiscardVirtualMemory would do the same, but on Wine it succeeds without doing anything.</remarks>
        // SAFETY: the caller owns the pages and needs their contents no more.
        public static unsafe bool TryResetPages(void* memory, nuint size)
        {
            const uint reset = 0x0008_0000; // MEM_RESET: the contents need not be preserved
            if (VirtualAlloc(memory, size, reset, ReadAndWrite) == null)
            {
                return false;
            }

            // Unlocking pages that were never locked removes them from the working set. It then reports that they were not
            // locked, which is no failure here.
            _ = VirtualUnlock(memory, size);
            return true;
        }

        /// <summary>Opens a handle of the calling thread, which is signaled once the thread has ended.</summary>
        /// <returns>The handle, to be closed with <see cref="CloseHandle"/>; 0 on failure.</returns>
        public static nint OpenCallingThread()
        {
            const uint synchronize = 0x0010_0000; // SYNCHRONIZE
            return OpenThread(synchronize, 0, GetCurrentThreadId());
        }

        /// <summary>Whether the thread has ended that <see cref="OpenCallingThread"/> opened a handle of.</summary>
        public static bool HasEnded(nint thread) => WaitForSingleObject(thread, 0) == 0;

        /// <summary>Whether a module with the given file name is loaded in this process.</summary>
        public static unsafe bool IsLoaded(string module)
        {
            // SAFETY: a string is NUL-terminated, and fixed in memory while it is read.
            fixed (char* name = module)
            {
                return GetModuleHandleW(name) != 0;
            }
        }

        /// <summary>The process's handle of standard error; 0 or negative if it has none.</summary>
        public static nint StandardError => GetStdHandle(StandardErrorHandle);

        /// <summary>Writes bytes to standard error.</summary>
        /// <returns>Number of bytes written, perhaps fewer than <paramref name="count"/>; negative on failure.</returns>
        // SAFETY: the caller passes count readable bytes.
        public static unsafe nint WriteError(byte* bytes, uint count) => Write(StandardError, bytes, count);

        /// <summary>Writes bytes to a file.</summary>
        /// <returns>Number of bytes written, perhaps fewer than <paramref name="count"/>; negative on failure.</returns>
        // SAFETY: the caller passes count readable bytes.
        public static unsafe nint Write(nint file, byte* bytes, nuint count)
        {
            uint written = 0;
            return WriteFile(file, bytes, (uint)nuint.Min(count, int.MaxValue), &written, null) != 0 ? (nint)written : -1;
        }

        /// <summary>Creates a file for writing, or truncates an existing one.</summary>
        /// <param name="path">The path in UTF-8, NUL-terminated.</param>
        /// <returns>The file's handle; negative on failure, because <c>INVALID_HANDLE_VALUE</c> is -1.</returns>
        // SAFETY: the caller passes a NUL-terminated path. The copy holds at most `longest` characters, its NUL included.
        public static unsafe nint CreateFile(byte* path)
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

        /// <summary>Reads an environment variable. The value is in memory that is never freed, so read each variable once.</summary>
        /// <param name="name">Its name, in ASCII and NUL-terminated.</param>
        /// <returns>Its value in UTF-8, NUL-terminated; null if it is not set, or if out of memory.</returns>
        // SAFETY: each buffer has room for the length that the system or the conversion is told, and each text ends in a NUL.
        public static unsafe byte* Variable(ReadOnlySpan<byte> name)
        {
            const uint longest = 32 * 1024; // Windows' own limit, in characters
            char* wideName = stackalloc char[name.Length + 1];
            OperationStatus ascii = Utf8.ToUtf16(name, new Span<char>(wideName, name.Length), out _, out int nameLength);
            wideName[ascii == OperationStatus.Done ? nameLength : 0] = '\0';
            uint size = GetEnvironmentVariableW(wideName, null, 0);
            char* wide = size is 0 or > longest ? null : (char*)AllocateTable(size, sizeof(char));
            if (wide == null)
            {
                return null;
            }

            // Another thread may have changed the variable since its size was read. A value that no longer fits counts as not set.
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
        private static unsafe partial uint GetEnvironmentVariableW(char* name, char* value, uint size);

        [LibraryImport(Kernel, EntryPoint = "GetModuleHandleW")]
        private static unsafe partial nint GetModuleHandleW(char* name);

        [LibraryImport(Kernel, EntryPoint = "OpenThread")]
        private static partial nint OpenThread(uint access, int inherit, uint thread);

        [LibraryImport(Kernel, EntryPoint = "GetCurrentThreadId")]
        private static partial uint GetCurrentThreadId();

        [LibraryImport(Kernel, EntryPoint = "WaitForSingleObject")]
        private static partial uint WaitForSingleObject(nint handle, uint milliseconds);

        [LibraryImport(Kernel, EntryPoint = "VirtualAlloc")]
        private static unsafe partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

        [LibraryImport(Kernel, EntryPoint = "VirtualUnlock")]
        private static unsafe partial int VirtualUnlock(void* address, nuint size);

        [LibraryImport(Kernel, EntryPoint = "CreateFileW")]
        private static unsafe partial nint CreateFileW(char* path, uint access, uint share, void* security, uint disposition, uint attributes, nint template);

        [LibraryImport(Kernel, EntryPoint = "GetStdHandle")]
        private static partial nint GetStdHandle(uint which);

        [LibraryImport(Kernel, EntryPoint = "WriteFile")]
        private static unsafe partial int WriteFile(nint file, byte* bytes, uint count, uint* written, void* overlapped);
    }
}
