using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO015.</summary>
public sealed class CreatorTests
{
    [TestCase("byte*", "OwnedString.Create(\"x\").IntoRaw()")]
    [TestCase("Point*", "OwnedBox<Point>.Create().IntoRaw()")]
    [TestCase("ulong", "OwnedString.Create(\"x\").IntoHandle()")]
    [TestCase("ulong", "OwnedBox<Point>.Create().IntoHandle().IntoRaw()")]
    [TestCase("byte*", "(byte*)Marshal.StringToCoTaskMemUTF8(\"x\")")]
    [TestCase("nint", "Marshal.AllocHGlobal(16)")]
    public Task WhatNoExportEndsIsReported(string type, string made) => RuleTest.OfMembers(Maker("{|FFO015:Make|}", type, made));

    [TestCase("byte*", "OwnedString.Create(\"x\").IntoRaw()", "_ = CString.Free((byte*)block, ref failure);")]
    [TestCase("byte*", "OwnedString.Create(\"x\").IntoRaw()", "OwnedString.FromRaw((byte*)block).Dispose();")]
    [TestCase("Point*", "OwnedBox<Point>.Create().IntoRaw()", "_ = Box.Free(block, FfiType.Number<Point>(), ref failure);")]
    [TestCase("ulong", "OwnedString.Create(\"x\").IntoHandle()", "_ = OwnedHandle.Release((ulong)block, mayClose: true, ref failure);")]
    [TestCase("byte*", "(byte*)Marshal.StringToCoTaskMemUTF8(\"x\")", "Marshal.FreeCoTaskMem((nint)block);")]
    public Task WhatAnExportEndsIsNot(string type, string made, string ended) => RuleTest.OfMembers(Maker("Make", type, made) + $$"""

        [UnmanagedCallersOnly(EntryPoint = "acme_free")]
        private static void Free(void* block)
        {
            try
            {
                Failure failure = default;
                {{ended}}
            }
            catch (Exception)
            {
            }
        }
        """);

    [TestCase("[assembly: FfiLibrary(FreeString = \"acme_string_free\")]", "byte*", "OwnedString.Create(\"x\").IntoRaw()")]
    [TestCase("[FfiHandle(\"acme_thing\", Close = \"acme_thing_close\")] internal sealed class Thing { }", "ulong", "OwnedString.Create(\"x\").IntoHandle()")]
    [TestCase("[FfiStruct(\"acme_size\", Free = \"acme_size_free\")] internal sealed class Size { }", "Point*", "OwnedBox<Point>.Create().IntoRaw()")]
    public Task WhatTheGeneratorEndsIsNot(string declared, string type, string made) =>
        RuleTest.OfFile(declared + "\ninternal static unsafe class Exports\n{\n" + Maker("Make", type, made) + "\n}\n");

    [Test]
    public Task WhatIsPutIntoABlockOfTheCallersIsNotReported() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_rename")]
        private static void Rename(void* box, byte* name)
        {
            try
            {
                Failure failure = default;
                _ = CString.New(name, out byte* made, ref failure);
                _ = Box.Put(box, 0, made, ref failure);
            }
            catch (Exception)
            {
            }
        }
        """);

    [Test]
    public Task WhatStaysInsideIsNotReported() => RuleTest.OfMembers("""
        [UnmanagedCallersOnly(EntryPoint = "acme_length")]
        private static int Length()
        {
            try
            {
                using OwnedString made = OwnedString.Create("x");
                return (int)made.Length;
            }
            catch (Exception)
            {
                return 0;
            }
        }
        """);

    private static string Maker(string name, string type, string made) => $$"""
        [UnmanagedCallersOnly(EntryPoint = "acme_make")]
        private static {{type}} {{name}}()
        {
            try
            {
                return {{made}};
            }
            catch (Exception)
            {
                return default;
            }
        }

        internal struct Point : IFfiStruct<Point>
        {
            public int X;

            public static ReadOnlySpan<byte> CName => "acme_point"u8;

            public static ReadOnlySpan<byte> FreeFunction => "acme_point_free"u8;
        }
        """;
}
