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

        public static nint WriteError(byte* bytes, uint count)
        {
            uint written = 0;
            return WriteFile(GetStdHandle(StandardErrorHandle), bytes, count, &written, null) != 0 ? (nint)written : -1;
        }

        [LibraryImport(Kernel, EntryPoint = "GetStdHandle")]
        private static partial nint GetStdHandle(uint which);

        [LibraryImport(Kernel, EntryPoint = "WriteFile")]
        private static partial int WriteFile(nint file, byte* bytes, uint count, uint* written, void* overlapped);
    }
}
