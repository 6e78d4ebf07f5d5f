namespace FfiOwnership.Tests.Abi;

/// <summary>Where the build has installed what is tested: the folder named by FFO_PREFIX.</summary>
internal static class InstallTree
{
    /// <summary>The folder.</summary>
    public static string Prefix { get; } = Environment.GetEnvironmentVariable("FFO_PREFIX") is { Length: > 0 } prefix
        ? Path.GetFullPath(prefix)
        : throw new InvalidOperationException("FFO_PREFIX must name the install tree (out/<rid>); ./build.sh test-dotnet sets it.");

    /// <summary>The published library.</summary>
    public static string Library { get; } = OperatingSystem.IsWindows()
        ? Path.Combine(Prefix, "bin", "ffi_ownership.dll")
        : Path.Combine(Prefix, "lib", "libffi_ownership.so");

    /// <summary>Where the header lies.</summary>
    public static string Include { get; } = Path.Combine(Prefix, "include");

    /// <summary>The installed header's text.</summary>
    public static string Header { get; } = File.ReadAllText(Path.Combine(Include, "ffi_ownership.h"));

    /// <summary>The text of a file that is installed for tools.</summary>
    /// <param name="name">Its name in share/.</param>
    public static string Shared(string name) => File.ReadAllText(Path.Combine(Prefix, "share", "ffi-ownership", name));
}
