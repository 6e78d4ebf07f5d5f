using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Version". These functions set no last error.</summary>
internal static unsafe class VersionExports
{
    [UnmanagedCallersOnly(EntryPoint = "ffo_version_number")]
    private static uint VersionNumber() => LibraryVersion.Number;

    [UnmanagedCallersOnly(EntryPoint = "ffo_version_string")]
    [return: Const]
    private static byte* VersionString() => LibraryVersion.Text;

    [UnmanagedCallersOnly(EntryPoint = "ffo_abi_version")]
    private static uint AbiVersion() => LibraryVersion.Abi;

    [UnmanagedCallersOnly(EntryPoint = "ffo_abi_check")]
    private static Status AbiCheck(uint abiVersion) => abiVersion == LibraryVersion.Abi ? Status.Ok : Status.AbiMismatch;

    [UnmanagedCallersOnly(EntryPoint = "ffo_abi_json")]
    [return: Const]
    // SAFETY: a UTF-8 literal lies in the image, never moves, and is followed by a NUL.
    private static byte* AbiJson() => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(AbiDescription.Json));
}
