using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO016.</summary>
public sealed class ObjectEndTests
{
    [TestCase("return GCHandle.ToIntPtr({|FFO016:GCHandle.Alloc(new object())|});")]
    [TestCase("GCHandle<object> handle = {|FFO016:new(new object())|}; return GCHandle<object>.ToIntPtr(handle);")]
    [TestCase("Action a = () => { }; return {|FFO016:Marshal.GetFunctionPointerForDelegate(a)|};")]
    [TestCase("return {|FFO016:Marshal.GetFunctionPointerForDelegate((Action)Work)|};")]
    [TestCase("_ = {|FFO016:Task.Run(Work)|}; return 0;")]
    [TestCase("{|FFO016:Task.Delay(1)|}; return 0;")]
    public Task AnObjectWithoutAnEndIsReported(string body) => RuleTest.OfMembers(Method(body));

    [TestCase("return Marshal.GetFunctionPointerForDelegate(s_action);")]
    [TestCase("Action a = s_action; return Marshal.GetFunctionPointerForDelegate(a);")]
    [TestCase("Action a = () => { }; s_action = a; return Marshal.GetFunctionPointerForDelegate(a);")]
    [TestCase("Action a = () => { }; nint p = Marshal.GetFunctionPointerForDelegate(a); Call(p); GC.KeepAlive(a); return 0;")]
    [TestCase("Task.Run(Work).Wait(); return 0;")]
    [TestCase("Task task = Task.Run(Work); task.Wait(); return 0;")]
    public Task AnObjectThatIsKeptOrWaitedForIsNot(string body) => RuleTest.OfMembers(Method(body));

    [Test]
    public Task AHandleThatAnotherExportFreesIsNotReported() => RuleTest.OfMembers(Method("return GCHandle.ToIntPtr(GCHandle.Alloc(new object()));") + """

        [UnmanagedCallersOnly(EntryPoint = "acme_free")]
        private static void Free(nint handle)
        {
            try
            {
                GCHandle.FromIntPtr(handle).Free();
            }
            catch (Exception)
            {
            }
        }
        """);

    [Test]
    public Task AMethodThatTheGeneratorExportsIsLookedAt() => RuleTest.OfFile("""
        internal static class Exports
        {
            [FfiExport("acme_start")]
            public static void Start() => {|FFO016:Task.Run(() => Console.WriteLine())|};
        }
        """);

    private static string Method(string body) => $$"""
        private static Action s_action = Work;

        [UnmanagedCallersOnly(EntryPoint = "acme_test")]
        private static nint Test()
        {
            try
            {
                {{body}}
            }
            catch (Exception)
            {
                return 0;
            }
        }

        private static void Work()
        {
        }

        private static void Call(nint function)
        {
        }
        """;
}
