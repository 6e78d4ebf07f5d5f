using FfiOwnership.Abi.Binary;
using FfiOwnership.Abi.Description;
using FfiOwnership.Abi.Managed;

namespace FfiOwnership.Tests.Abi;

/// <summary>All that says what the ABI is.</summary>
internal static class Sides
{
    /// <summary>The C# types and exports.</summary>
    public static AbiDescription CSharp { get; } =
        AssemblyReader.Read([Path.Combine(AppContext.BaseDirectory, "ffi_ownership.dll"), Path.Combine(AppContext.BaseDirectory, "FfiOwnership.dll")], []);

    /// <summary>The published library's functions.</summary>
    public static IReadOnlyDictionary<string, string?> Exported { get; } = LibraryExports.Read(InstallTree.Library);

    /// <summary>The accepted description.</summary>
    public static AbiDescription Accepted { get; } = AbiJson.Read(InstallTree.Shared("abi.json"), "share/abi.json");

    /// <summary>The installed header, or another text in its place.</summary>
    /// <param name="text">The header's text.</param>
    /// <param name="problems">Receives where it contradicts itself.</param>
    public static AbiDescription Header(string text, out IReadOnlyList<string> problems) => HeaderReader.Read(InstallTree.Include, "ffi_ownership.h", text, out problems);
}
