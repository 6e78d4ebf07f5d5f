using System.Runtime.InteropServices;

namespace FfiOwnership.Build;

/// <summary>One build of the library, and where everything that belongs to it lies.</summary>
/// <param name="Rid">The runtime identifier.</param>
/// <param name="IsChecked">Whether the library has its internal checks. Such a build has folders of its own.</param>
internal sealed record Target(string Rid, bool IsChecked)
{
    /// <summary>Built on <see cref="CrossHost"/> as well, where qemu runs its programs.</summary>
    public const string Arm = "linux-arm64";

    /// <summary>Built on <see cref="CrossHost"/> as well, where Wine runs its programs.</summary>
    public const string Windows = "win-x64";

    /// <summary>The platform that builds for others.</summary>
    public const string CrossHost = "linux-x64";

    /// <summary>This machine's runtime identifier.</summary>
    public static string Host { get; } = HostRid();

    /// <summary>Whether the library is for another processor or system than this machine's.</summary>
    public bool IsCross => Rid is Arm or Windows && Host == CrossHost;

    public bool UsesWine => Rid == Windows && IsCross;

    public bool IsForWindows => Rid.StartsWith("win-", StringComparison.Ordinal);

    /// <summary>What lines of the report call it.</summary>
    public string Name => IsChecked ? $"{Rid}, checked" : Rid;

    /// <summary>The part of file names that tells it from the ordinary build for this machine.</summary>
    public string Suffix => (Rid == Host ? "" : $"-{Rid}") + (IsChecked ? "-checked" : "");

    /// <summary>Where all of it lies, from the root folder on.</summary>
    public string Folder => IsChecked ? "out/checked" : "out";

    /// <summary>The install tree, from the root folder on.</summary>
    public string Tree => $"{Folder}/{Rid}";

    /// <summary>The install tree.</summary>
    public string Prefix => Tools.WithSlashes(Path.Combine(Tools.Root, Tree));

    /// <summary>The shared library in the install tree.</summary>
    public string Library => $"{Prefix}/{(IsForWindows ? "bin/ffi_ownership.dll" : "lib/libffi_ownership.so.1")}";

    /// <summary>Where the C programs are built, from the root folder on.</summary>
    public string CMakeFolder => Path.Combine("out", "cmake", IsChecked ? $"checked-{Rid}" : Rid);

    /// <summary>What the SDK makes.</summary>
    public string Artifacts => Path.Combine(Tools.Root, Folder, "dotnet");

    /// <summary>Where publish leaves the library.</summary>
    public string NativeFolder => Tools.WithSlashes(Path.Combine(Artifacts, "bin", "FfiOwnership.Native", $"release_{Rid}", "native"));

    /// <summary>Where publish leaves what it has linked.</summary>
    public string LinkedFolder => Tools.WithSlashes(Path.Combine(Artifacts, "obj", "FfiOwnership.Native", $"release_{Rid}", "native"));

    /// <summary>What each build of a project of ours is told.</summary>
    public string[] Properties => IsChecked ? ["-p:FfoChecked=true", $"-p:ArtifactsPath={Artifacts}"] : [];

    /// <summary>Where an install layout is made.</summary>
    /// <param name="layout">Its name.</param>
    public string LayoutFolder(string layout) => Path.Combine("out", "cmake", $"{layout}-{(IsChecked ? "checked-" : "")}{Rid}");

    // The SDK's own identifier may name the distribution; packages are for the portable ones.
    private static string HostRid()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string libc = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "-musl" : "";
        string processor = $"{RuntimeInformation.OSArchitecture}";
        return $"{system}{libc}-{processor.ToLowerInvariant()}";
    }
}
