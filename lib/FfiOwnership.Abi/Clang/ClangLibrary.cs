using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Abi.Description;

namespace FfiOwnership.Abi.Clang;

/// <summary>Where libclang is: the system's, or the one that was named.</summary>
internal static class ClangLibrary
{
    // Debian and Fedora name it after its version; elsewhere it has its plain name.
    private static readonly string[] Names = ["libclang.so.1", "libclang"];

    /// <summary>The file to load; null: the system's.</summary>
    public static string? Path { get; set; }

    /// <summary>Sees that it is there, before anything needs it.</summary>
    /// <exception cref="AbiException">It is not.</exception>
    public static void Require() => Load();

    // An assembly has one resolver, and it must be there before the first call.
#pragma warning disable CA2255 // It is a program, and no library that others use.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(ClangLibrary).Assembly, (name, _, _) => name == "libclang" ? Load() : 0);

    private static nint Load()
    {
        string[] candidates = Path != null ? [Path] : [.. Names, .. OfVersions()];
        foreach (string name in candidates)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        throw new AbiException(Path != null
            ? $"{Path} is no libclang that can be loaded"
            : "libclang, which reads C headers, is not here: install it (Debian, Ubuntu: libclang1; Fedora: clang-libs; macOS: the command line tools; Windows: LLVM), or say where it is with --libclang PATH");
    }

    // The newest first.
    private static IEnumerable<string> OfVersions() =>
        Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib", "llvm-*").OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
                .Select(folder => $"{folder}/lib/libclang.so.1")
            : [];
}
