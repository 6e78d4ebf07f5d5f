extern alias exports;

using System.Runtime.CompilerServices;
using exports::FfiOwnership.Native;

namespace FfiOwnership.Tests.Support;

/// <summary>The core in the tests' process is called what the published library is called: in its messages, and by the environment.</summary>
internal static class Names
{
    // Before the library's first call, which may be the initialiser of any test's static field.
#pragma warning disable CA2255 // It is no library that others use.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Supply() => LibraryNaming.Supply();
}
