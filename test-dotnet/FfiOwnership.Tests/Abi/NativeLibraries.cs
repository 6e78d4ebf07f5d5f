using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiOwnership.Tests.Abi;

/// <summary>Finds the native libraries that the tests call.</summary>
internal static class NativeLibraries
{
    // An assembly has one resolver, and it must be there before the first call.
#pragma warning disable CA2255 // It is no library that others use.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => name == "ffi_ownership" ? NativeLibrary.Load(InstallTree.Library) : 0);
}
