using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

internal static unsafe partial class CRuntime
{
    /// <summary>The universal C runtime and the few calls of kernel32 that stand in for POSIX.</summary>
    internal static partial class Windows
    {
        private const string Ucrt = "ucrtbase";
        private const string Kernel = "kernel32";
        private const uint StandardErrorHandle = unchecked((uint)-12);

        [LibraryImport(Ucrt, EntryPoint = "_aligned_malloc")]
        public static partial void* AlignedMalloc(nuint size, nuint alignment);

        [LibraryImport(Ucrt, EntryPoint = "_aligned_free")]
        public static partial void AlignedFree(void* memory);

        [LibraryImport(Ucrt, EntryPoint = "strlen")]
        public static partial nuint Strlen(byte* text);

        [LibraryImport(Kernel, EntryPoint = "DiscardVirtualMemory")]
        public static partial uint DiscardVirtualMemory(void* memory, nuint size);

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
            if (System.Text.Unicode.Utf8.ToUtf16(narrow, new Span<char>(wide, longest - 1), out _, out int length, replaceInvalidSequences: false)
                != System.Buffers.OperationStatus.Done)
            {
                Marshal.SetLastSystemError(badName);
                return -1;
            }

            wide[length] = '\0';
            return CreateFileW(wide, genericWrite, 0, null, createAlways, 0, 0);
        }

        [LibraryImport(Kernel, EntryPoint = "CloseHandle")]
        public static partial int CloseHandle(nint handle);

        [LibraryImport(Ucrt, EntryPoint = "getenv")]
        public static partial byte* Variable(byte* name);

        [LibraryImport(Kernel, EntryPoint = "CreateFileW")]
        private static partial nint CreateFileW(char* path, uint access, uint share, void* security, uint disposition, uint attributes, nint template);

        [LibraryImport(Kernel, EntryPoint = "GetStdHandle")]
        private static partial nint GetStdHandle(uint which);

        [LibraryImport(Kernel, EntryPoint = "WriteFile")]
        private static partial int WriteFile(nint file, byte* bytes, uint count, uint* written, void* overlapped);
    }
}
